import { Button, NativeSelect, NumberInput, Textarea, TextInput } from '@mantine/core';
import { useState } from 'react';
import type { TwinSet } from '@/api/twinTypes';
import { fixed } from '@/format/units';
import { ageingBody, ageingExamples, faultOf, packBody, packExamples, type Question, runBody, runExamples } from './question';
import { ModelFields } from './ModelFields';
import { PackFields } from './PackFields';
import css from './twin.module.css';

interface Props {
  sets: TwinSet[];
  question: Question;
  busy: boolean;
  onSimulate(question: Question): void;
}

/** Everything that is asked; Ctrl+Enter anywhere in it simulates. What is typed is a draft until then. */
export function QuestionForm({ sets, question: asked, busy, onSimulate }: Props) {
  const [question, setQuestion] = useState(asked);
  const onChange = (change: Question) => setQuestion((before) => ({ ...before, ...change }));
  const isAgeing = question.view === 'ageing';
  const isPack = question.view === 'pack';
  const sent = isAgeing ? ageingBody(question) : isPack ? packBody(question) : runBody(question);
  const set = sets.find((s) => s.name === sent.set);
  const examples = isAgeing ? ageingExamples : isPack ? packExamples : runExamples;
  const [temperature, setTemperature] = useState(question.temperature ?? '');
  const temperatureFault = faultOf(temperature, -40, 80, '°C');

  return (
    <form
      className={css.form}
      onSubmit={(event) => {
        event.preventDefault();
        if (!temperatureFault) onSimulate(question);
      }}
      onKeyDown={(event) => {
        if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) event.currentTarget.requestSubmit();
      }}
    >
      <NativeSelect
        label="Cell"
        value={sent.set}
        onChange={(event) => onChange({ set: event.currentTarget.value, heat: undefined })}
        data={sets.length > 0 ? sets.map((s) => s.name) : [sent.set]}
        description={set && `${fixed(set.capacityAh, 2)} Ah, ${fixed(set.minVoltageV, 2)} to ${fixed(set.maxVoltageV, 2)} V`}
      />
      {isPack ? (
        <PackFields question={question} onChange={onChange} />
      ) : (
        <ModelFields question={question} set={set} isAgeing={isAgeing} onChange={onChange} />
      )}
      <NumberInput
        label="Charge at start"
        value={question.soc ?? (isPack ? 70 : 100)}
        onChange={(value) => onChange({ soc: typeof value === 'number' ? Math.round(value) : undefined })}
        min={0}
        max={100}
        suffix=" %"
        clampBehavior="strict"
        description="Of the window of voltage"
      />
      <TextInput
        label="Temperature, °C"
        inputMode="decimal"
        value={temperature}
        placeholder={set ? fixed(set.referenceTemperatureC, 0) : '25'}
        error={temperatureFault}
        onChange={(event) => {
          const typed = event.currentTarget.value;
          setTemperature(typed);
          if (!faultOf(typed, -40, 80, '')) onChange({ temperature: typed.trim() || undefined });
        }}
        description="Around the cell"
      />
      {isAgeing && (
        <NumberInput
          label="Cycles"
          value={question.cycles ?? 50}
          onChange={(value) => onChange({ cycles: typeof value === 'number' ? value : undefined })}
          min={1}
          max={2000}
          clampBehavior="strict"
          description="Of the experiment below"
        />
      )}
      <div className={css.experiment}>
        <Textarea
          label={isAgeing ? 'One cycle' : isPack ? 'Experiment, for one of its cells' : 'Experiment'}
          value={sent.experiment}
          onChange={(event) => onChange({ experiment: event.currentTarget.value })}
          autosize
          minRows={2}
          maxRows={8}
          maxLength={4000}
          spellCheck={false}
          description="Sentences with semicolons between them: Discharge or Charge at 1C, C/5, 2 A or 10 W, Hold at 4.2 V, Rest; for 20 minutes, until 3 V or until C/50; 3 x (…) repeats."
        />
        <div className={css.examples}>
          {examples.map((example) => (
            <button key={example.name} type="button" onClick={() => onChange({ experiment: forSet(example.experiment, set) })}>
              {example.name}
            </button>
          ))}
        </div>
      </div>
      <Button type="submit" loading={busy} disabled={temperatureFault !== null} title="Ctrl+Enter">
        Simulate
      </Button>
      {set && <p className={css.source}>{set.source}</p>}
    </form>
  );
}

/** Examples hold the cell at the top of its own window. */
const forSet = (experiment: string, set: TwinSet | undefined): string =>
  set ? experiment.replaceAll('4.2 V', `${set.maxVoltageV} V`) : experiment;
