import { Button, Checkbox, NativeSelect } from '@mantine/core';
import { useEffect, useState } from 'react';
import type { TwinSet } from '@/api/twinTypes';
import { flag, oneOf, text, useFilters } from '@/app/filters';
import { fixed } from '@/format/units';
import { Empty, ErrorNote } from '@/ui/Note';
import { Panel } from '@/ui/Panel';
import { FitResult } from './FitResult';
import { useTwinFit } from './query';
import { type TelemetrySource, telemetryExamples } from './telemetry';
import { TelemetryFields } from './TelemetryFields';
import css from './twin.module.css';

const fitSpec = {
  view: oneOf('fit'),
  set: text,
  telemetry: oneOf(...telemetryExamples.map((e) => e.key)),
  find: text,
  profiles: flag,
};

const parameterNames = [
  { value: 'capacity', label: 'Capacity' },
  { value: 'resistance', label: 'Resistance' },
  { value: 'diffusion-time', label: 'Diffusion time' },
  { value: 'lost-lithium', label: 'Lost lithium' },
];
const standard = ['capacity', 'resistance', 'diffusion-time'];

/** What telemetry tells of a cell. A file is not in the address; everything else is. */
export function FitView({ sets }: { sets: TwinSet[] }) {
  const [asked, change] = useFilters(fitSpec);
  const fit = useTwinFit();
  const name = asked.set ?? 'Chen2020';
  const set = sets.find((s) => s.name === name);
  const find = asked.find?.split(',').filter((p) => parameterNames.some((known) => known.value === p)) ?? standard;
  const [source, setSource] = useState<TelemetrySource>(() => ({
    example: telemetryExamples.find((e) => e.key === asked.telemetry) ?? telemetryExamples[0]!,
  }));

  const profiles = asked.profiles ?? false;
  const ask = () => fit.mutate({ set: name, source, parameters: find, profiles });
  const take = (taken: TelemetrySource) => {
    setSource(taken);
    change({ telemetry: 'example' in taken ? taken.example.key : undefined });
    fit.mutate({ set: name, source: taken, parameters: find, profiles });
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
            if (find.length > 0) ask();
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
          <Checkbox.Group
            className={css.experiment}
            label="Look for"
            value={find}
            onChange={(wanted) => change({ find: wanted.join(',') })}
            error={find.length === 0 && 'Choose one at least'}
          >
            <div className={css.checks}>
              {parameterNames.map((p) => (
                <Checkbox key={p.value} value={p.value} label={p.label} size="xs" />
              ))}
            </div>
          </Checkbox.Group>
          <Checkbox
            className={css.experiment}
            size="xs"
            label="With likelihood profiles"
            description="Each parameter moved away, all others fitted anew: several times as long"
            checked={profiles}
            onChange={(event) => change({ profiles: event.currentTarget.checked || undefined })}
          />
          <Button type="submit" loading={fit.isPending} disabled={find.length === 0}>
            Fit
          </Button>
        </form>
      </Panel>
      <div className={css.answer} aria-busy={fit.isPending}>
        {fit.error && <ErrorNote error={fit.error} retry={ask} />}
        {!fit.data && !fit.error && (
          <Panel title="Result">
            <Empty title={fit.isPending ? 'Fitting' : 'Nothing fitted yet'}>
              {profiles ? 'With profiles a thousand rows take some seconds.' : 'A thousand rows take some tenths of a second.'}
            </Empty>
          </Panel>
        )}
        {fit.data && <FitResult answer={fit.data} />}
      </div>
    </div>
  );
}
