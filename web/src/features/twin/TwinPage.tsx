import { useSearchParams } from 'react-router';
import { Chips } from '@/ui/Chips';
import { ErrorNote } from '@/ui/Note';
import { FitView } from './FitView';
import { FollowView } from './FollowView';
import { ForecastView } from './ForecastView';
import { useTwinSets } from './query';
import { SimulationView } from './SimulationView';
import css from './twin.module.css';

const views = [
  { value: 'cell', label: 'Cell' },
  { value: 'pack', label: 'Pack' },
  { value: 'ageing', label: 'Ageing' },
  { value: 'fit', label: 'Fit' },
  { value: 'follow', label: 'Follow' },
  { value: 'forecast', label: 'Forecast' },
];

/** A cell on trial: what it does under a load, what telemetry tells of it, and what becomes of it. */
export function TwinPage() {
  const sets = useTwinSets();
  const [params, setParams] = useSearchParams();
  const view = views.find((v) => v.value === params.get('view'))?.value ?? 'cell';

  if (sets.error) return <ErrorNote error={sets.error} retry={() => void sets.refetch()} />;
  const known = sets.data ?? [];
  return (
    <>
      <h1 className="unseen">Twin</h1>
      <div className={css.views}>
        <Chips
          label="What to ask the twin"
          value={view}
          onChange={(wanted) => setParams(wanted === 'cell' ? {} : { view: wanted }, { replace: true })}
          chips={views}
        />
      </div>
      {view === 'fit' ? (
        <FitView sets={known} />
      ) : view === 'follow' ? (
        <FollowView sets={known} />
      ) : view === 'forecast' ? (
        <ForecastView sets={known} />
      ) : (
        <SimulationView sets={known} />
      )}
    </>
  );
}
