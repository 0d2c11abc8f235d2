import { Loader } from '@mantine/core';
import { Json } from '@/ui/Json';
import { Qty } from '@/ui/Qty';
import type { Sent } from './history';
import css from './commands.module.css';

/** What the charger said to a command, in a word, with how long it took and the whole of it below. */
export function Answer({ sent }: { sent: Sent }) {
  return (
    <div className={css.answer} role="status">
      <Outcome sent={sent} />
      {sent.detail && <p>{sent.detail}</p>}
      {sent.steps.map((step) => (
        <p key={step} className="dim">
          {step}
        </p>
      ))}
      {sent.response !== null && <Json label="The charger’s answer" value={sent.response} />}
    </div>
  );
}

export function Outcome({ sent }: { sent: Sent }) {
  if (sent.outcome === null) {
    return (
      <span className={css.outcome}>
        <Loader size={14} /> Waiting for the charger’s answer
      </span>
    );
  }
  return (
    <span className={css.outcome}>
      <span className={sent.good ? css.good : css.bad}>
        {sent.good ? '✓' : '✕'} {sent.outcome}
      </span>
      {sent.latencyMs !== null && (
        <span className="dim">
          after <Qty value={sent.latencyMs} unit="ms" />
        </span>
      )}
    </span>
  );
}
