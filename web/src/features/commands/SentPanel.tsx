import { Button } from '@mantine/core';
import { Json } from '@/ui/Json';
import { Panel } from '@/ui/Panel';
import { At } from '@/ui/When';
import { Outcome } from './Answer';
import { type Sent, useSent } from './history';
import { actionLabel } from './words';
import css from './commands.module.css';

/** The commands sent from this console since it was opened, with their answers. */
export function SentPanel({ stationId, onAgain }: { stationId: string; onAgain(sent: Sent): void }) {
  const list = useSent(stationId);
  if (list.length === 0) return null;
  return (
    <Panel title="Commands sent" aside="from this console" flush>
      {list.map((sent) => (
        <details key={sent.key} className={css.sent}>
          <summary>
            <span className="grow cut">{actionLabel(sent.action)}</span>
            <Outcome sent={sent} />
            <span className="dim">
              <At at={sent.at} />
            </span>
          </summary>
          <div className={css.sentBody}>
            {sent.detail && <p>{sent.detail}</p>}
            <Json label="Sent" value={sent.payload} />
            {sent.response !== null && <Json label="The charger’s answer" value={sent.response} />}
            <div>
              <Button variant="default" onClick={() => onAgain(sent)}>
                Open as a form again
              </Button>
            </div>
          </div>
        </details>
      ))}
    </Panel>
  );
}
