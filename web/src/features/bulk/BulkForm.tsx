import { NativeSelect } from '@mantine/core';
import { useMemo, useState } from 'react';
import type { Command, Station } from '@/api/types';
import { useZone } from '@/app/prefs';
import { FieldList } from '@/features/commands/FieldList';
import { type FormObject, formOf, payloadOf } from '@/features/commands/form';
import { FormContext } from '@/features/commands/FormContext';
import { useCommands } from '@/features/commands/query';
import { presetOf } from '@/features/commands/quick';
import { SendFoot } from '@/features/commands/SendFoot';
import { actionLabel } from '@/features/commands/words';
import { span } from '@/format/time';
import { plural } from '@/format/units';
import { fleet } from '@/live/fleet';
import { Empty, ErrorNote } from '@/ui/Note';
import { RowSkeletons } from '@/ui/Rows';
import { leastSeconds, manyWarning, ordinaryRate, rates, running, standIn, stopAction } from './many';
import { bulk } from './run';
import css from './bulk.module.css';

/** Which command, with what, how fast. */
export function BulkForm({ ids }: { ids: readonly string[] }) {
  const commands = useCommands();
  const [action, setAction] = useState('');
  const [rate, setRate] = useState<number>(ordinaryRate);
  const stations = useMemo(() => ids.flatMap((id) => fleet.get(id) ?? []), [ids]);
  if (commands.isPending) return <RowSkeletons rows={4} />;
  if (commands.error) return <ErrorNote error={commands.error} retry={() => void commands.refetch()} />;
  if (stations.length === 0) return <Empty title="No station is selected">Select some in the list of stations.</Empty>;
  const command = commands.data.find((one) => one.action === action);
  const least = leastSeconds(ids.length, rate);

  return (
    <div className={css.form}>
      <NativeSelect
        label="Command"
        data-autofocus
        value={action}
        onChange={(event) => setAction(event.currentTarget.value)}
        data={[{ value: '', label: 'Choose…' }, ...groupsOf(commands.data)]}
      />
      <NativeSelect
        label="How fast"
        description={least > 1 ? `It takes ${span(least * 1000)} or more.` : undefined}
        value={String(rate)}
        onChange={(event) => setRate(Number(event.currentTarget.value))}
        data={rates.map((r) => ({ value: String(r), label: `${plural(r, 'station')} a second` }))}
      />
      {command && <Payload key={action} command={command} stations={stations} rate={rate} />}
    </div>
  );
}

function Payload({ command, stations, rate }: { command: Command; stations: Station[]; rate: number }) {
  const zone = useZone();
  const one = useMemo(() => standIn(stations), [stations]);
  const fields = useMemo(() => (command.action === stopAction ? [] : command.schema), [command]);
  const [form, setForm] = useState<FormObject>(() => formOf(fields, presetOf(command.action, one, undefined, null), zone));
  const [faults, setFaults] = useState<Record<string, string>>({});
  const { payload, errors } = useMemo(() => payloadOf(fields, form, zone), [fields, form, zone]);
  const context = useMemo(() => ({ station: one, errors: faults }), [one, faults]);
  const label = actionLabel(command.action);

  return (
    <form onSubmit={(event) => event.preventDefault()} noValidate>
      <p className={`dim ${css.about}`}>
        {command.action === stopAction
          ? `Every transaction that runs at the selected stations is stopped: ${running(stations)} now.`
          : command.description}
      </p>
      <FormContext value={context}>
        <FieldList
          fields={fields}
          value={form}
          path=""
          onChange={(next) => {
            setForm(next);
            if (Object.keys(faults).length > 0) setFaults(payloadOf(fields, next, zone).errors);
          }}
        />
      </FormContext>
      <SendFoot
        label={`Send to ${plural(stations.length, 'station')}`}
        payload={payload}
        warning={manyWarning(command.action, label, stations)}
        busy={false}
        check={() => {
          setFaults(errors);
          return Object.keys(errors).length === 0;
        }}
        onSend={() =>
          void bulk.start(
            command.action,
            payload,
            stations.map((station) => station.id),
            rate,
          )
        }
      />
    </form>
  );
}

function groupsOf(commands: readonly Command[]) {
  const groups = [...new Set(commands.map((command) => command.group))];
  return groups.map((group) => ({
    group: group.charAt(0).toUpperCase() + group.slice(1),
    items: commands.filter((command) => command.group === group).map(({ action }) => ({ value: action, label: actionLabel(action) })),
  }));
}
