import { useEffect, useState } from 'react';
import { useFilters } from '@/app/filters';
import { Chips } from '@/ui/Chips';
import { Empty, ErrorNote } from '@/ui/Note';
import { Panel } from '@/ui/Panel';
import { AgeingResult } from './AgeingResult';
import { PackResult } from './PackResult';
import { type AnsweredAgeing, type AnsweredPack, type AnsweredRun, useTwinAgeing, useTwinPack, useTwinRun, useTwinSets } from './query';
import { ageingBody, blank, packBody, type Question, questionSpec, runBody } from './question';
import { QuestionForm } from './QuestionForm';
import { RunResult } from './RunResult';
import css from './twin.module.css';

/** A cell or a pack on trial: what it does under a load, what years of use leave of it, and what would be if. */
export function TwinPage() {
  const sets = useTwinSets();
  const [question, change] = useFilters(questionSpec);
  const run = useTwinRun();
  const ageing = useTwinAgeing();
  const pack = useTwinPack();
  const [keptPack, keepPack] = useState<AnsweredPack | null>(null);
  const [keptRun, keepRun] = useState<AnsweredRun | null>(null);
  const [keptAgeing, keepAgeing] = useState<AnsweredAgeing | null>(null);
  const { view } = question;
  const now = view === 'ageing' ? ageing : view === 'pack' ? pack : run;

  const ask = (asked: Question) => {
    if (view === 'ageing') ageing.mutate(ageingBody(asked));
    else if (view === 'pack') pack.mutate(packBody(asked));
    else run.mutate(runBody(asked));
  };
  const simulate = (asked: Question) => {
    change({ ...blank, ...asked });
    ask(asked);
  };

  // A page that is opened, or sent by a colleague, shows its answer without a click.
  useEffect(() => {
    ask(question);
    // eslint-disable-next-line react-hooks/exhaustive-deps -- only when the kind of question changes
  }, [view]);

  if (sets.error) return <ErrorNote error={sets.error} retry={() => void sets.refetch()} />;
  return (
    <div className={css.page}>
      <h1 className="unseen">Twin</h1>
      <Panel
        title="What and how"
        aside={
          <Chips<'pack' | 'ageing' | undefined>
            label="What to simulate"
            value={view}
            onChange={(wanted) => change({ ...blank, view: wanted })}
            chips={[
              { value: undefined, label: 'Cell' },
              { value: 'pack', label: 'Pack' },
              { value: 'ageing', label: 'Ageing' },
            ]}
          />
        }
      >
        <QuestionForm key={view ?? 'run'} sets={sets.data ?? []} question={question} busy={now.isPending} onSimulate={simulate} />
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
        {view === undefined && run.data && <RunResult answer={run.data} kept={keptRun} onKeep={keepRun} />}
        {view === 'pack' && pack.data && <PackResult answer={pack.data} kept={keptPack} onKeep={keepPack} />}
        {view === 'ageing' && ageing.data && <AgeingResult answer={ageing.data} kept={keptAgeing} onKeep={keepAgeing} />}
      </div>
    </div>
  );
}
