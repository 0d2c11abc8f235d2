import { useEffect } from 'react';
import type { TwinSet } from '@/api/twinTypes';
import { useFilters } from '@/app/filters';
import { Chips } from '@/ui/Chips';
import { Empty, ErrorNote } from '@/ui/Note';
import { Panel } from '@/ui/Panel';
import { type Ahead, type ForecastQuestion, forecastSpec } from './forecast';
import { ForecastForm } from './ForecastForm';
import { ForecastResult } from './ForecastResult';
import { useTwinForecast } from './query';
import css from './twin.module.css';

const kinds: { value: Ahead; label: string }[] = [
  { value: 'hours', label: 'Hours' },
  { value: 'years', label: 'Years' },
  { value: 'ways', label: 'What if' },
  { value: 'wear', label: 'Cost of wear' },
];

/** What becomes of a cell: in hours, in years, and what its wear costs. The address holds the question. */
export function ForecastView({ sets }: { sets: TwinSet[] }) {
  const [question, change] = useFilters(forecastSpec);
  const forecast = useTwinForecast();
  const ahead = question.ahead ?? 'hours';

  const ask = (asked: ForecastQuestion) => {
    change(asked);
    forecast.mutate(asked);
  };

  // A page that is opened, or sent by a colleague, shows its answer without a click.
  useEffect(() => {
    forecast.mutate(question);
    // eslint-disable-next-line react-hooks/exhaustive-deps -- only when the kind of question changes
  }, [ahead]);

  return (
    <div className={css.page}>
      <Panel title="What will be">
        <div className={css.kinds}>
          <Chips<Ahead>
            label="How far ahead"
            value={ahead}
            onChange={(wanted) => change({ ahead: wanted, plan: undefined, set: undefined, soc: undefined })}
            chips={kinds}
          />
        </div>
        <ForecastForm key={ahead} sets={sets} question={question} busy={forecast.isPending} onAsk={ask} />
      </Panel>
      <div className={css.answer} aria-busy={forecast.isPending}>
        {forecast.error && <ErrorNote error={forecast.error} retry={() => ask(question)} />}
        {forecast.data?.kind !== ahead && !forecast.error && (
          <Panel title="Result">
            <Empty title={forecast.isPending ? 'Looking ahead' : 'Nothing forecast yet'}>
              Hours take a second for two hundred cells, years some seconds.
            </Empty>
          </Panel>
        )}
        {forecast.data?.kind === ahead && <ForecastResult answer={forecast.data} />}
      </div>
    </div>
  );
}
