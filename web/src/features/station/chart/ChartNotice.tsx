import { Button } from '@mantine/core';
import { explain } from '@/api/http';
import { useNow } from '@/live/hooks';
import { Ago } from '@/ui/When';
import type { WindowS } from './measures';
import css from './chart.module.css';

interface Props {
  loading: boolean;
  error: unknown;
  measure: string;
  /** When the newest value that is drawn was measured, in seconds. */
  last(): number | null;
  from(): number;
  windowS: WindowS;
  past: boolean;
  onWindow(windowS: WindowS): void;
}

/** Why the chart is empty, and what to do about it; nothing when it is not. */
export function ChartNotice({ loading, error, measure, last, from, windowS, past, onWindow }: Props) {
  useNow(1_000);
  const newest = last();
  if (newest !== null && newest >= from()) return null;
  if (loading) return null;
  if (error) return <div className={css.notice}>{`History could not be read: ${explain(error).title}`}</div>;
  return (
    <div className={css.notice}>
      <p>
        {measure} was not measured in this window.{' '}
        {newest !== null && !past && (
          <>
            The last value came <Ago at={newest * 1000} />.
          </>
        )}
      </p>
      {windowS < 3600 && !past && (
        <Button variant="default" mt={8} onClick={() => onWindow(3600)}>
          Show the last hour
        </Button>
      )}
    </div>
  );
}
