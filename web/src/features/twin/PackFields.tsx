import { NativeSelect, NumberInput } from '@mantine/core';
import { packBody, type Question, spreads } from './question';

interface Props {
  question: Question;
  onChange(change: Question): void;
}

const spreadWords: Record<(typeof spreads)[number], string> = {
  none: 'all alike',
  batch: 'new, of one batch',
  used: 'used, of one pack',
  mixed: 'used, of many packs',
};

/** How a pack is built, how old it is and how unlike its cells are. */
export function PackFields({ question, onChange }: Props) {
  const sent = packBody(question);
  const whole = (name: 'series' | 'parallel' | 'strings' | 'health') => (value: number | string) =>
    onChange({ [name]: typeof value === 'number' ? value : undefined });
  return (
    <>
      <NumberInput
        label="In series"
        value={sent.series}
        onChange={whole('series')}
        min={1}
        max={400}
        clampBehavior="strict"
        description="Groups of a string"
      />
      <NumberInput
        label="In parallel"
        value={sent.parallel}
        onChange={whole('parallel')}
        min={1}
        max={100}
        clampBehavior="strict"
        description="Cells of a group"
      />
      <NumberInput
        label="Strings"
        value={sent.strings}
        onChange={whole('strings')}
        min={1}
        max={20}
        clampBehavior="strict"
        description="Side by side"
      />
      <NumberInput
        label="Health"
        value={Math.round(sent.stateOfHealth * 100)}
        onChange={whole('health')}
        min={50}
        max={100}
        suffix=" %"
        clampBehavior="strict"
        description="Capacity over new"
      />
      <NativeSelect
        label="Its cells are"
        value={question.spread ?? 'used'}
        onChange={(event) => onChange({ spread: spreads.find((s) => s === event.currentTarget.value) })}
        data={spreads.map((spread) => ({ value: spread, label: spreadWords[spread] }))}
        description={`± ${sent.capacitySpread * 100} % capacity`}
      />
    </>
  );
}
