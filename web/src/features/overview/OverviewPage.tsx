import { ErrorNote } from '@/ui/Note';
import { AttentionPanel } from './AttentionPanel';
import { CountStrip } from './CountStrip';
import { OpenAlarmsPanel } from './OpenAlarmsPanel';
import { PowerPanel } from './PowerPanel';
import { useOverview } from './query';
import { SessionsPanel } from './SessionsPanel';
import css from './overview.module.css';

export function OverviewPage() {
  const overview = useOverview();
  return (
    <div className={css.page}>
      <h1 className="unseen">Overview</h1>
      {overview.error && !overview.data && <ErrorNote error={overview.error} retry={() => void overview.refetch()} />}
      <CountStrip overview={overview.data} />
      <div className={css.grid}>
        <PowerPanel overview={overview.data} />
        <OpenAlarmsPanel />
        <SessionsPanel />
        <AttentionPanel />
      </div>
    </div>
  );
}
