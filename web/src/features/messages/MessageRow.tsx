import { memo, type ReactNode } from 'react';
import type { Message } from '@/api/types';
import { InIcon, OutIcon } from '@/ui/icons';
import { Json } from '@/ui/Json';
import { gist } from './gist';
import { glance } from '@/ui/prettyJson';
import { Qty } from '@/ui/Qty';
import { At } from '@/ui/When';
import css from './messages.module.css';

interface Props {
  message: Message;
  /** In the log of all stations: whose message it is. */
  station: ReactNode;
  open: boolean;
  picked: boolean;
  onToggle(id: number): void;
}

export const MessageRow = memo(function MessageRow({ message: m, station, open, picked, onToggle }: Props) {
  return (
    <div id={`message-${m.id}`} className={css.entry} data-open={open || undefined} data-picked={picked || undefined}>
      <div role="row" className={css.row} data-all={station !== null || undefined} onClick={() => onToggle(m.id)}>
        <span role="cell" className={css.at}>
          <At at={m.at} precision="ms" />
        </span>
        {station !== null && (
          <span role="cell" className={`${css.station} cut`} onClick={(event) => event.stopPropagation()}>
            {station}
          </span>
        )}
        <span role="cell" className={css.actionCell}>
          <button
            type="button"
            className={css.action}
            aria-expanded={open}
            onClick={(event) => {
              event.stopPropagation();
              onToggle(m.id);
            }}
          >
            <span className={m.fromStation ? css.in : css.out} title={m.fromStation ? 'From the station' : 'To the station'}>
              {m.fromStation ? <InIcon size={13} /> : <OutIcon size={13} />}
              <span className="unseen">{m.fromStation ? 'From the station:' : 'To the station:'}</span>
            </span>
            {m.action}
          </button>
        </span>
        <span role="cell" className={`${css.gist} cut`}>
          {gist(m)}
          {m.response && m.response !== '{}' && <span className="faint"> → {glance(m.response, 120)}</span>}
        </span>
        <span role="cell" className={`${css.result} cut`}>
          {m.errorCode ? (
            <span className={css.failed}>{m.errorCode}</span>
          ) : (
            m.response === null && <span className="faint">no answer</span>
          )}
        </span>
        <span role="cell" className={`${css.latency} num dim`}>
          <Qty value={m.latencyMs} unit="ms" />
        </span>
      </div>
      {open && <Details message={m} />}
    </div>
  );
});

function Details({ message: m }: { message: Message }) {
  return (
    <div className={css.details}>
      <Json label="Request" value={m.request} />
      {m.response !== null && <Json label="Response" value={m.response} />}
      {m.errorCode && (
        <p className={css.errorText}>
          <strong>{m.errorCode}</strong> {m.errorText}
        </p>
      )}
      <p className="dim">
        Message id <span className="mono">{m.messageId}</span>
        {m.leniencies.length > 0 && <> · tolerated: {m.leniencies.join(', ')}</>}
      </p>
    </div>
  );
}
