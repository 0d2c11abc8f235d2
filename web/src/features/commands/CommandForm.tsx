import { type FormEvent, useMemo, useState } from 'react';
import type { Command, Station } from '@/api/types';
import { useZone } from '@/app/prefs';
import { Answer } from './Answer';
import { danger } from './danger';
import { FieldList } from './FieldList';
import { errorsByPath, type FormObject, formOf, payloadOf } from './form';
import { FormContext } from './FormContext';
import { send, type Sent } from './history';
import { SendFoot } from './SendFoot';

interface Props {
  station: Station;
  command: Command;
  preset: Record<string, unknown>;
}

/** A form made from the command's field list; the charger's answer appears below it. */
export function CommandForm({ station, command, preset }: Props) {
  const zone = useZone();
  const [form, setForm] = useState<FormObject>(() => formOf(command.schema, preset, zone));
  const [faults, setFaults] = useState<Record<string, string>>({});
  const [sent, setSent] = useState<Sent | null>(null);
  const [busy, setBusy] = useState(false);
  const { payload, errors } = useMemo(() => payloadOf(command.schema, form, zone), [command, form, zone]);
  const context = useMemo(() => ({ station, errors: faults }), [station, faults]);

  const check = () => {
    setFaults(errors);
    return Object.keys(errors).length === 0;
  };
  const onSend = async () => {
    setBusy(true);
    setSent(null);
    const result = await send(station.id, command.action, payload);
    setBusy(false);
    setSent(result);
    setFaults(errorsByPath(result.errors));
  };

  return (
    <form onSubmit={(event: FormEvent) => event.preventDefault()} noValidate>
      <FormContext value={context}>
        {command.schema.length === 0 ? (
          <p className="dim">This command has no parameters.</p>
        ) : (
          <FieldList
            fields={command.schema}
            value={form}
            path=""
            onChange={(next) => {
              setForm(next);
              if (Object.keys(faults).length > 0) setFaults(payloadOf(command.schema, next, zone).errors);
            }}
          />
        )}
      </FormContext>
      {sent && <Answer sent={sent} />}
      <SendFoot
        label="Send"
        payload={payload}
        warning={danger(command.action, payload, station)}
        busy={busy}
        disabled={station.connected ? null : 'The station is not connected; commands can be sent when it is back.'}
        check={check}
        onSend={() => void onSend()}
      />
    </form>
  );
}
