import { Button, NativeSelect, NumberInput, Textarea, TextInput } from '@mantine/core';
import { useState } from 'react';
import type { TwinSet } from '@/api/twinTypes';
import { fixed } from '@/format/units';
import { caseExamples, forecastBody, forecastFaults, type ForecastQuestion, planExamples, weekExamples } from './forecast';
import { seiLaws } from './question';
import css from './twin.module.css';

interface Props {
  sets: TwinSet[];
  question: ForecastQuestion;
  busy: boolean;
  onAsk(question: ForecastQuestion): void;
}

/** The cell as it is known, and what is planned for it. What is typed is a draft until it is asked; Ctrl+Enter asks. */
export function ForecastForm({ sets, question: asked, busy, onAsk }: Props) {
  const [question, setQuestion] = useState(asked);
  const change = (changed: ForecastQuestion) => setQuestion((before) => ({ ...before, ...changed }));
  const ahead = question.ahead ?? 'hours';
  const sent = forecastBody(question);
  const set = sets.find((s) => s.name === sent.set);
  const faults = forecastFaults(question);
  const isRight = Object.keys(faults).length === 0;
  const typed = (name: 'temperature' | 'capacity' | 'capacitySd' | 'resistance' | 'resistanceSd' | 'price') => ({
    inputMode: 'decimal' as const,
    value: question[name] ?? '',
    error: faults[name],
    onChange: (event: React.ChangeEvent<HTMLInputElement>) => change({ [name]: event.currentTarget.value.trim() || undefined }),
  });

  return (
    <form
      className={css.form}
      onSubmit={(event) => {
        event.preventDefault();
        if (isRight) onAsk(question);
      }}
      onKeyDown={(event) => {
        if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) event.currentTarget.requestSubmit();
      }}
    >
      <NativeSelect
        label="Cell"
        value={sent.set}
        onChange={(event) => change({ set: event.currentTarget.value })}
        data={sets.length > 0 ? sets.map((s) => s.name) : [sent.set]}
        description={set && `${fixed(set.capacityAh, 2)} Ah, ${fixed(set.minVoltageV, 2)} to ${fixed(set.maxVoltageV, 2)} V`}
      />
      <TextInput label="Capacity, %" placeholder="100" description="Over the new cell’s" {...typed('capacity')} />
      <TextInput
        label="Known to ± %"
        placeholder={ahead === 'hours' ? '2' : '0'}
        description="Standard deviation"
        {...typed('capacitySd')}
      />
      <TextInput label="Resistance, %" placeholder="100" description="Over the new cell’s" {...typed('resistance')} />
      <TextInput label="Known to ± %" placeholder="0" description="Standard deviation" {...typed('resistanceSd')} />
      {(ahead === 'hours' || ahead === 'years') && (
        <NumberInput
          label={ahead === 'hours' ? 'Charge now' : 'Charge of a week'}
          value={Math.round(100 * sent.initialSoc)}
          onChange={(value) => change({ soc: typeof value === 'number' ? Math.round(value) : undefined })}
          min={0}
          max={100}
          suffix=" %"
          clampBehavior="strict"
          description={ahead === 'hours' ? 'Of the window of voltage' : 'At its begin'}
        />
      )}
      {ahead !== 'ways' && (
        <TextInput
          label="Temperature, °C"
          placeholder={set ? fixed(set.referenceTemperatureC, 0) : '25'}
          description="Around the cell"
          {...typed('temperature')}
        />
      )}
      {ahead !== 'hours' && (
        <NativeSelect
          label="What limits the SEI"
          value={sent.sei}
          onChange={(event) => change({ sei: seiLaws.find((law) => law === event.currentTarget.value) })}
          data={seiLaws.map((law) => ({ value: law, label: law.replace('-limited', '').replaceAll('-', ' ') }))}
          description="How the film grows"
        />
      )}
      {(ahead === 'years' || ahead === 'ways') && (
        <NumberInput
          label="Years"
          value={question.years ?? 10}
          onChange={(value) => change({ years: typeof value === 'number' ? Math.round(value) : undefined })}
          min={1}
          max={30}
          clampBehavior="strict"
          description="How far"
        />
      )}
      {ahead !== 'hours' && (
        <NumberInput
          label="At its end at"
          value={question.end ?? 80}
          onChange={(value) => change({ end: typeof value === 'number' ? Math.round(value) : undefined })}
          min={30}
          max={99}
          suffix=" %"
          clampBehavior="strict"
          description="Capacity over new"
        />
      )}
      {ahead === 'wear' && (
        <TextInput label="Price of a new one" placeholder="150" description="Per kWh, any currency" {...typed('price')} />
      )}
      {(ahead === 'hours' || ahead === 'years') && (
        <Words
          label={ahead === 'hours' ? 'Plan' : 'A typical week, or day'}
          value={question.plan ?? (ahead === 'hours' ? planExamples : weekExamples)[0]!.plan}
          onChange={(plan) => change({ plan })}
          examples={(ahead === 'hours' ? planExamples : weekExamples).map((e) => ({ name: e.name, text: e.plan }))}
          description="Sentences with semicolons, each with a duration: Discharge or Charge at C/4, 2 A or 10 W, Rest; 3 x (…) repeats."
        />
      )}
      {ahead === 'ways' && (
        <Words
          label="Ways to use it"
          value={question.cases ?? caseExamples[0]!.cases}
          onChange={(cases) => change({ cases })}
          examples={caseExamples.map((e) => ({ name: e.name, text: e.cases }))}
          description="A rate, a temperature and a window of charge, with semicolons; each is one cycle a day."
        />
      )}
      <Button type="submit" loading={busy} disabled={!isRight} title="Ctrl+Enter">
        Forecast
      </Button>
      {set && <p className={css.source}>{set.source}</p>}
    </form>
  );
}

interface WordsProps {
  label: string;
  value: string;
  description: string;
  examples: { name: string; text: string }[];
  onChange(value: string): void;
}

function Words({ label, value, description, examples, onChange }: WordsProps) {
  return (
    <div className={css.experiment}>
      <Textarea
        label={label}
        value={value}
        onChange={(event) => onChange(event.currentTarget.value)}
        autosize
        minRows={2}
        maxRows={8}
        maxLength={4000}
        spellCheck={false}
        description={description}
      />
      <div className={css.examples}>
        {examples.map((example) => (
          <button key={example.name} type="button" onClick={() => onChange(example.text)}>
            {example.name}
          </button>
        ))}
      </div>
    </div>
  );
}
