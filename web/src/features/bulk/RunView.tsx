import { Button } from '@mantine/core';
import { useMemo, useState } from 'react';
import { Link } from 'react-router';
import { span } from '@/format/time';
import { count, plural } from '@/format/units';
import { useNow } from '@/live/hooks';
import { Chips } from '@/ui/Chips';
import { ExportButton } from '@/ui/ExportButton';
import { Qty } from '@/ui/Qty';
import { failedIds, resultColumns, type RunLine, tally, verdictOf, wordOf } from './results';
import { bulk, type Run } from './run';
import css from './bulk.module.css';

/** So many are drawn; the file has all. */
const mostDrawn = 300;

interface Props {
  run: Run;
  onSelect(ids: string[]): void;
  onClose(): void;
}

/** How far a command to many has come, and its end at each station. */
export function RunView({ run, onSelect, onClose }: Props) {
  const now = useNow(1_000);
  const [wanted, setWanted] = useState<string | undefined>(undefined);
  const groups = useMemo(() => tally(run.lines), [run.lines]);
  const failed = useMemo(() => failedIds(run.lines), [run.lines]);
  const ended = run.endedAt !== null;
  const left = run.stations - run.done;
  const lines = useMemo(() => {
    const fitting = wanted === undefined ? run.lines : run.lines.filter((line) => wordOf(line) === wanted);
    // The newest on top; what failed before what worked.
    return [...fitting].reverse().sort((a, b) => Number(verdictOf(b) === 'bad') - Number(verdictOf(a) === 'bad'));
  }, [run.lines, wanted]);

  return (
    <div className={css.form}>
      <div role="status" className={css.state}>
        <span>{stateOf(run)}</span>
        <span className="dim">{span((run.endedAt ?? now) - run.startedAt)}</span>
      </div>
      <div
        className={css.track}
        role="progressbar"
        aria-label="Stations dealt with"
        aria-valuemin={0}
        aria-valuemax={run.stations}
        aria-valuenow={run.done}
      >
        <div className={css.fill} style={{ width: `${(100 * run.done) / run.stations}%` }} />
      </div>
      {run.error && (
        <p className={css.bad}>
          {run.error.title}. {run.error.detail}
        </p>
      )}
      {!ended && <p className="dim">It goes on while you look at other pages, and ends when the console is closed.</p>}
      <div className="row">
        {ended ? (
          <Button
            onClick={() => {
              bulk.forget();
              if (left === 0 && failed.length === 0) onClose();
            }}
          >
            Done
          </Button>
        ) : (
          <Button color="red" onClick={() => bulk.stop()}>
            Stop
          </Button>
        )}
        {ended && failed.length > 0 && (
          <Button
            variant="default"
            onClick={() => {
              onSelect(failed);
              bulk.forget();
            }}
          >
            Select the {count(failed.length)} that failed
          </Button>
        )}
        <span className="grow" />
        <ExportButton what="command" columns={resultColumns} read={() => Promise.resolve({ rows: [...run.lines], cut: false })} />
      </div>
      <Chips<string | undefined>
        label="Which results"
        value={wanted}
        onChange={setWanted}
        chips={[
          { value: undefined, label: 'All', count: run.lines.length },
          ...groups.map(({ word, count }) => ({ value: word, label: word, count })),
        ]}
      />
      <div className={css.lines} role="table" aria-label="Results">
        {lines.slice(0, mostDrawn).map((line, i) => (
          <Line key={`${line.chargerId} ${i}`} line={line} />
        ))}
        {lines.length > mostDrawn && (
          <p className={`dim ${css.more}`}>{plural(lines.length - mostDrawn, 'more result')} in the CSV file.</p>
        )}
      </div>
    </div>
  );
}

function stateOf(run: Run): string {
  const { done, stations } = run;
  if (run.endedAt === null) return `${count(done)} of ${plural(stations, 'station')}`;
  const left = stations - done;
  if (left === 0) return `${plural(stations, 'station')} dealt with`;
  const why = run.stopped ? 'Stopped' : 'Broken off';
  return `${why} after ${count(done)} of ${plural(stations, 'station')}; of the last ones no answer was waited for`;
}

function Line({ line }: { line: RunLine }) {
  const verdict = verdictOf(line);
  const why = [line.errorCode, line.errorText, ...line.steps].filter(Boolean).join(' · ');
  return (
    <div role="row" className={css.line}>
      <span role="cell" className={css.who}>
        <Link to={`/stations/${encodeURIComponent(line.chargerId)}`}>{line.chargerId}</Link>
      </span>
      <span role="cell" className={verdict === 'bad' ? css.bad : verdict === 'good' ? css.good : 'dim'}>
        {verdict === 'bad' ? '✕' : verdict === 'good' ? '✓' : '–'} {wordOf(line)}
      </span>
      <span role="cell" className="num dim">
        {line.latencyMs !== null && <Qty value={line.latencyMs} unit="ms" />}
      </span>
      {why && (
        <span role="cell" className={css.why}>
          {why}
        </span>
      )}
    </div>
  );
}
