import { Button } from '@mantine/core';
import { count, plural } from '@/format/units';
import { actionLabel } from '@/features/commands/words';
import { failedIds } from './results';
import { useRun } from './run';
import css from './bulk.module.css';

interface Props {
  selected: number;
  /** Of them, how many the filters hide. */
  hidden: number;
  onCommand(): void;
  onClear(): void;
}

/** What can be done to the stations that are selected, and how the command to many gets on. Nothing when there is neither. */
export function SelectionBar({ selected, hidden, onCommand, onClear }: Props) {
  const run = useRun();
  if (selected === 0 && run === null) return null;
  return (
    <div className={css.bar} role="region" aria-label="Selected stations">
      {selected > 0 && (
        <>
          <strong>{count(selected)} selected</strong>
          {hidden > 0 && <span className="dim">{count(hidden)} of them not shown</span>}
          {run === null && <Button onClick={onCommand}>Send a command…</Button>}
          <Button variant="subtle" color="gray" onClick={onClear}>
            Clear
          </Button>
        </>
      )}
      <span className="grow" />
      {run !== null && (
        <Button variant="default" onClick={onCommand}>
          {actionLabel(run.action)}: {count(run.done)} of {plural(run.stations, 'station')}
          <FailedCount failed={failedIds(run.lines).length} />
          {run.endedAt !== null && ' · ended'}
        </Button>
      )}
    </div>
  );
}

const FailedCount = ({ failed }: { failed: number }) =>
  failed === 0 ? null : <span className={css.bad}>&nbsp;· {count(failed)} failed</span>;
