import { Button, TextInput } from '@mantine/core';
import { useState } from 'react';
import type { ConfigurationKey } from '@/api/types';
import { Outcome } from '@/features/commands/Answer';
import { send, type Sent } from '@/features/commands/history';

interface Props {
  stationId: string;
  row: ConfigurationKey;
  may: boolean;
  onChanged(): void;
}

export function ConfigurationRow({ stationId, row, may, onChanged }: Props) {
  const [typed, setTyped] = useState<string | null>(null);
  const [busy, setBusy] = useState(false);
  const [sent, setSent] = useState<Sent | null>(null);

  const save = async () => {
    if (typed === null || busy) return;
    setBusy(true);
    const result = await send(stationId, 'ChangeConfiguration', { key: row.key, value: typed });
    setBusy(false);
    setSent(result);
    if (!result.good) return;
    setTyped(null);
    onChanged();
  };

  return (
    <tr>
      <td className="mono">{row.key}</td>
      <td>
        {typed === null ? (
          <span className="row">
            <span className="mono" style={{ overflowWrap: 'anywhere' }}>
              {row.value ?? <span className="faint">–</span>}
            </span>
            {row.readOnly ? (
              <span className="faint">read only</span>
            ) : (
              may && (
                <Button variant="subtle" size="compact-xs" aria-label={`Change ${row.key}`} onClick={() => setTyped(row.value ?? '')}>
                  Change
                </Button>
              )
            )}
            {sent && <Outcome sent={sent} />}
            {sent?.outcome === 'RebootRequired' && <span className="dim">in force after a reset</span>}
          </span>
        ) : (
          <form
            className="row"
            onSubmit={(event) => {
              event.preventDefault();
              void save();
            }}
          >
            <TextInput
              aria-label={`Value of ${row.key}`}
              autoFocus
              value={typed}
              maxLength={500}
              spellCheck={false}
              onChange={(event) => setTyped(event.currentTarget.value)}
              onKeyDown={(event) => event.key === 'Escape' && setTyped(null)}
              style={{ flex: '1 1 200px', maxWidth: 420 }}
            />
            <Button type="submit" loading={busy}>
              Send
            </Button>
            <Button variant="default" onClick={() => setTyped(null)}>
              Cancel
            </Button>
            {sent && !sent.good && <Outcome sent={sent} />}
          </form>
        )}
      </td>
    </tr>
  );
}
