import { useEffect, useState } from 'react';
import type { TwinSet } from '@/api/twinTypes';
import { useFilters } from '@/app/filters';
import { Empty, ErrorNote } from '@/ui/Note';
import { Panel } from '@/ui/Panel';
import { AgeingResult } from './AgeingResult';
import { PackResult } from './PackResult';
import { type AnsweredAgeing, type AnsweredPack, type AnsweredRun, useTwinAgeing, useTwinPack, useTwinRun } from './query';
import { ageingBody, blank, packBody, type Question, questionSpec, runBody } from './question';
import { QuestionForm } from './QuestionForm';
import { RunResult } from './RunResult';
import css from './twin.module.css';

/** A cell or a pack under a load, and what years of use leave of it. */
export function SimulationView({ sets }: { sets: TwinSet[] }) {
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

  return (
    <div className={css.page}>
      <Panel title="What and how">
        <QuestionForm key={view ?? 'run'} sets={sets} question={question} busy={now.isPending} onSimulate={simulate} />
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
