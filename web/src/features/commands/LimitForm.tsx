import { Button, Checkbox, NativeSelect, TextInput } from '@mantine/core';
import { useState } from 'react';
import type { Station } from '@/api/types';
import { serverNow } from '@/live/serverClock';
import { outlets } from '@/ui/stationState';
import { Answer } from './Answer';
import { send, type Sent } from './history';
import { clearLimit, type Limit, limitProfile } from './limit';
import { SendFoot } from './SendFoot';
import css from './commands.module.css';

const durations = [
  ['', 'Until changed'],
  ['900', '15 minutes'],
  ['3600', '1 hour'],
  ['14400', '4 hours'],
] as const;

/** A limit in everyday terms; it is sent as a charging profile, which "Show JSON" shows. */
export function LimitForm({ station, connectorId: wanted }: { station: Station; connectorId: number | null }) {
  const all = outlets(station);
  const [connectorId, setConnectorId] = useState(wanted ?? all[0]?.connectorId ?? 0);
  const connector = all.find((c) => c.connectorId === connectorId);
  const [text, setText] = useState('');
  const [unit, setUnit] = useState<'A' | 'W'>('A');
  const [duration, setDuration] = useState('');
  const [onlyThis, setOnlyThis] = useState(false);
  const [fault, setFault] = useState<string | null>(null);
  const [sent, setSent] = useState<Sent | null>(null);
  const [busy, setBusy] = useState(false);

  const transactionId = onlyThis ? (connector?.transactionId ?? null) : null;
  const typed = Number(text.replace(',', '.'));
  const value = unit === 'W' ? Math.round(typed * 1000) : Math.round(typed * 10) / 10;
  const limit: Limit = { connectorId, value, unit, durationS: duration ? Number(duration) : null, transactionId, stackLevel: 0 };
  const payload = limitProfile(limit, serverNow());

  const check = () => {
    const good = text.trim() !== '' && Number.isFinite(typed) && typed >= 0;
    setFault(good ? null : 'Give a number of 0 or more');
    return good;
  };
  const run = async (action: string, body: unknown) => {
    setBusy(true);
    setSent(null);
    setSent(await send(station.id, action, body));
    setBusy(false);
  };

  return (
    <form onSubmit={(event) => event.preventDefault()} className={css.fields} noValidate>
      <NativeSelect
        label="Connector"
        value={String(connectorId)}
        onChange={(event) => setConnectorId(Number(event.currentTarget.value))}
        data={[
          ...all.map((c) => ({ value: String(c.connectorId), label: `${c.connectorId} (${c.status})` })),
          { value: '0', label: '0 (whole station)' },
        ]}
      />
      <div className="row" style={{ alignItems: 'flex-start', flexWrap: 'nowrap' }}>
        <TextInput
          label="Limit"
          data-autofocus
          inputMode="decimal"
          value={text}
          error={fault}
          onChange={(event) => setText(event.currentTarget.value)}
          style={{ flex: 1 }}
          description={
            connector && connector.limitA !== null
              ? `now ${connector.limitA} A from ${connector.limitSource ?? 'an unknown source'}`
              : 'now unknown'
          }
        />
        <NativeSelect
          label="Unit"
          description=" "
          value={unit}
          onChange={(event) => setUnit(event.currentTarget.value as 'A' | 'W')}
          data={[
            { value: 'A', label: 'A' },
            { value: 'W', label: 'kW' },
          ]}
        />
      </div>
      <NativeSelect
        label="For"
        value={duration}
        onChange={(event) => setDuration(event.currentTarget.value)}
        data={durations.map(([v, label]) => ({ value: v, label }))}
      />
      {connector?.transactionId != null && (
        <Checkbox
          label={`Only for the running transaction #${connector.transactionId}`}
          checked={onlyThis}
          onChange={(event) => setOnlyThis(event.currentTarget.checked)}
        />
      )}
      <div>
        <Button
          variant="default"
          disabled={busy || !station.connected}
          onClick={() => void run('ClearChargingProfile', clearLimit({ connectorId, transactionId }))}
        >
          Remove the limit set from here
        </Button>
      </div>
      {sent && <Answer sent={sent} />}
      <SendFoot
        label="Set limit"
        payload={payload}
        warning={null}
        busy={busy}
        disabled={station.connected ? null : 'The station is not connected; commands can be sent when it is back.'}
        check={check}
        onSend={() => void run('SetChargingProfile', payload)}
      />
    </form>
  );
}
