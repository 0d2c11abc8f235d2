import { Button, NativeSelect } from '@mantine/core';
import { useEffect, useState } from 'react';
import type { TwinSet } from '@/api/twinTypes';
import { oneOf, text, useFilters } from '@/app/filters';
import { fixed } from '@/format/units';
import { Empty, ErrorNote } from '@/ui/Note';
import { Panel } from '@/ui/Panel';
import { FollowResult } from './FollowResult';
import { useTwinFollow } from './query';
import { type TelemetrySource, telemetryExamples } from './telemetry';
import { TelemetryFields } from './TelemetryFields';
import css from './twin.module.css';

const followSpec = { view: oneOf('follow'), set: text, telemetry: oneOf(...telemetryExamples.map((e) => e.key)) };

/** A twin that is kept in step with a cell, and says how far it trusts itself. A file is not in the address; everything else is. */
export function FollowView({ sets }: { sets: TwinSet[] }) {
  const [asked, change] = useFilters(followSpec);
  const follow = useTwinFollow();
  const name = asked.set ?? 'Chen2020';
  const set = sets.find((s) => s.name === name);
  const [source, setSource] = useState<TelemetrySource>(() => ({
    example: telemetryExamples.find((e) => e.key === asked.telemetry) ?? telemetryExamples[0]!,
  }));

  const ask = () => follow.mutate({ set: name, source });
  const take = (taken: TelemetrySource) => {
    setSource(taken);
    change({ telemetry: 'example' in taken ? taken.example.key : undefined });
    follow.mutate({ set: name, source: taken });
  };

  // A page that is opened, or sent by a colleague, shows its answer without a click.
  useEffect(() => {
    ask();
    // eslint-disable-next-line react-hooks/exhaustive-deps -- once
  }, []);

  return (
    <div className={css.page}>
      <Panel title="Telemetry of a cell">
        <form
          className={css.form}
          onSubmit={(event) => {
            event.preventDefault();
            ask();
          }}
        >
          <NativeSelect
            label="The cell when it was new"
            value={name}
            onChange={(event) => change({ set: event.currentTarget.value })}
            data={sets.length > 0 ? sets.map((s) => s.name) : [name]}
            description={set && `${fixed(set.capacityAh, 2)} Ah, ${fixed(set.minVoltageV, 2)} to ${fixed(set.maxVoltageV, 2)} V`}
          />
          <TelemetryFields source={source} onSource={take} />
          <Button type="submit" loading={follow.isPending}>
            Follow
          </Button>
          <p className={css.source}>The twin begins as a new cell, its charge read from the first voltage and not believed much.</p>
        </form>
      </Panel>
      <div className={css.answer} aria-busy={follow.isPending}>
        {follow.error && <ErrorNote error={follow.error} retry={ask} />}
        {!follow.data && !follow.error && (
          <Panel title="Result">
            <Empty title={follow.isPending ? 'Following' : 'Nothing followed yet'}>A thousand rows take some tenths of a second.</Empty>
          </Panel>
        )}
        {follow.data && <FollowResult answer={follow.data} />}
      </div>
    </div>
  );
}
