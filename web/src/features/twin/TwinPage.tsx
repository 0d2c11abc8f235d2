import { useEffect, useState } from 'react';
import { useFilters } from '@/app/filters';
import { Chips } from '@/ui/Chips';
import { Empty, ErrorNote } from '@/ui/Note';
import { Panel } from '@/ui/Panel';
import { AgeingResult } from './AgeingResult';
import { type AnsweredAgeing, type AnsweredRun, useTwinAgeing, useTwinRun, useTwinSets } from './query';
import { ageingBody, blank, type Question, questionSpec, runBody } from './question';
import { QuestionForm } from './QuestionForm';
import { RunResult } from './RunResult';
import css from './twin.module.css';

/** A cell on trial: what it does under a load, what years of use leave of it, and what would be if. */
export function TwinPage() {
  const sets = useTwinSets();
  const [question, change] = useFilters(questionSpec);
  const run = useTwinRun();
  const ageing = useTwinAgeing();
  const [keptRun, keepRun] = useState<AnsweredRun | null>(null);
  const [keptAgeing, keepAgeing] = useState<AnsweredAgeing | null>(null);
  const isAgeing = question.view === 'ageing';
  const now = isAgeing ? ageing : run;

  const simulate = (asked: Question) => {
    change({ ...blank, ...asked });
    if (isAgeing) ageing.mutate(ageingBody(asked));
    else run.mutate(runBody(asked));
  };

  // A page that is opened, or sent by a colleague, shows its answer without a click.
  useEffect(() => {
    if (isAgeing) ageing.mutate(ageingBody(question));
    else run.mutate(runBody(question));
    // eslint-disable-next-line react-hooks/exhaustive-deps -- only when the kind of question changes
  }, [isAgeing]);

  if (sets.error) return <ErrorNote error={sets.error} retry={() => void sets.refetch()} />;
  return (
    <div className={css.page}>
      <h1 className="unseen">Twin</h1>
      <Panel
        title="Cell and load"
        aside={
          <Chips<'ageing' | undefined>
            label="What to simulate"
            value={question.view}
            onChange={(view) => change({ ...blank, view })}
            chips={[
              { value: undefined, label: 'Run' },
              { value: 'ageing', label: 'Ageing' },
            ]}
          />
        }
      >
        <QuestionForm key={question.view ?? 'run'} sets={sets.data ?? []} question={question} busy={now.isPending} onSimulate={simulate} />
      </Panel>
      <div className={css.answer} aria-busy={now.isPending}>
        {now.error && <ErrorNote error={now.error} retry={() => simulate(question)} />}
        {!now.data && !now.error && (
          <Panel title="Result">
            <Empty title={now.isPending ? 'Simulating' : 'Nothing simulated yet'}>
              A run takes some milliseconds, a hundred cycles of ageing a second or two.
            </Empty>
          </Panel>
        )}
        {!isAgeing && run.data && <RunResult answer={run.data} kept={keptRun} onKeep={keepRun} />}
        {isAgeing && ageing.data && <AgeingResult answer={ageing.data} kept={keptAgeing} onKeep={keepAgeing} />}
      </div>
    </div>
  );
}
