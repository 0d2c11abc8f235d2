import { Button, NativeSelect, NumberInput, Textarea, TextInput } from '@mantine/core';
import { useState } from 'react';
import type { TwinSet } from '@/api/twinTypes';
import { fixed } from '@/format/units';
import { ageingBody, ageingExamples, faultOf, heats, models, type Question, runBody, runExamples, seiLaws } from './question';
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
  const sent = isAgeing ? ageingBody(question) : runBody(question);
  const set = sets.find((s) => s.name === sent.set);
  const examples = isAgeing ? ageingExamples : runExamples;
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
      <NativeSelect
        label="Model"
        value={sent.model}
        onChange={(event) => onChange({ model: models.find((m) => m === event.currentTarget.value) })}
        data={isAgeing ? models.filter((m) => m !== 'DFN') : [...models]}
        description={{ SPM: 'one particle each', SPMe: 'with electrolyte', DFN: 'across the electrodes' }[sent.model]}
      />
      {isAgeing ? (
        <NativeSelect
          label="What limits the SEI"
          value={question.sei ?? seiLaws[0]}
          onChange={(event) => onChange({ sei: seiLaws.find((law) => law === event.currentTarget.value) })}
          data={seiLaws.map((law) => ({ value: law, label: law.replace('-limited', '').replaceAll('-', ' ') }))}
          description="How the film grows"
        />
      ) : (
        <NativeSelect
          label="Heat"
          value={question.heat ?? 'isothermal'}
          onChange={(event) => onChange({ heat: heats.find((h) => h === event.currentTarget.value) })}
          data={[
            { value: 'isothermal', label: 'kept at one temperature' },
            { value: 'lumped', label: 'heats and cools', disabled: !set?.hasThermal },
          ]}
          description={set && !set.hasThermal ? 'This cell has no thermal data' : 'The cell as one body'}
        />
      )}
      <NumberInput
        label="Charge at start"
        value={question.soc ?? 100}
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
          label={isAgeing ? 'One cycle' : 'Experiment'}
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
            <button key={example.name} type="button" onClick={() => onChange({ experiment: example.experiment })}>
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
