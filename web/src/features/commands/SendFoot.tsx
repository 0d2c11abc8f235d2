import { Button } from '@mantine/core';
import { useState } from 'react';
import { Json } from '@/ui/Json';
import css from './commands.module.css';

interface Props {
  label: string;
  payload: Record<string, unknown>;
  /** What must be said before it is sent; null when it may go at once. */
  warning: string | null;
  busy: boolean;
  disabled?: string | null;
  /** Returns false when the form has faults and nothing may be sent. */
  check(): boolean;
  onSend(): void;
}

/** The end of a command form: what will be sent, and the button that sends it, asked twice where it would break something. */
export function SendFoot({ label, payload, warning, busy, disabled, check, onSend }: Props) {
  const [asking, setAsking] = useState(false);
  const [showing, setShowing] = useState(false);
  return (
    <div className={css.foot}>
      {showing && <Json label="Will be sent" value={payload} />}
      {disabled && <p className="dim">{disabled}</p>}
      {asking && warning ? (
        <div className={css.confirm} role="alertdialog" aria-label="Confirm">
          <p>{warning}</p>
          <div className="row" style={{ marginTop: 8 }}>
            <Button
              color="red"
              autoFocus
              onClick={() => {
                setAsking(false);
                onSend();
              }}
            >
              Yes, {label.toLowerCase()}
            </Button>
            <Button variant="default" onClick={() => setAsking(false)}>
              No
            </Button>
          </div>
        </div>
      ) : (
        <div className="row">
          <Button
            type="submit"
            color={warning ? 'red' : undefined}
            loading={busy}
            disabled={!!disabled}
            onClick={(event) => {
              event.preventDefault();
              if (!check()) return;
              if (warning) setAsking(true);
              else onSend();
            }}
          >
            {label}
          </Button>
          <span className="grow" />
          <Button variant="subtle" color="gray" aria-expanded={showing} onClick={() => setShowing(!showing)}>
            {showing ? 'Hide JSON' : 'Show JSON'}
          </Button>
        </div>
      )}
    </div>
  );
}
