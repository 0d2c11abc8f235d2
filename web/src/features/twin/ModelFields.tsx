import { NativeSelect } from '@mantine/core';
import type { TwinSet } from '@/api/twinTypes';
import { ageingBody, heats, models, type Question, runBody, seiLaws, wears } from './question';

interface Props {
  question: Question;
  set: TwinSet | undefined;
  isAgeing: boolean;
  onChange(change: Question): void;
}

const wearWords: Record<(typeof wears)[number], string> = {
  sei: 'nothing',
  plating: 'plating',
  cracks: 'cracks',
  material: 'loss of material',
  all: 'all of it',
};

/** Which physics of a cell is solved. */
export function ModelFields({ question, set, isAgeing, onChange }: Props) {
  const { model } = isAgeing ? ageingBody(question) : runBody(question);
  return (
    <>
      <NativeSelect
        label="Model"
        value={model}
        onChange={(event) => onChange({ model: models.find((m) => m === event.currentTarget.value) })}
        data={[...models]}
        description={{ SPM: 'one particle each', SPMe: 'with electrolyte', DFN: 'across the electrodes' }[model]}
      />
      {isAgeing ? (
        <>
          <NativeSelect
            label="What limits the SEI"
            value={question.sei ?? seiLaws[0]}
            onChange={(event) => onChange({ sei: seiLaws.find((law) => law === event.currentTarget.value) })}
            data={seiLaws.map((law) => ({ value: law, label: law.replace('-limited', '').replaceAll('-', ' ') }))}
            description="How the film grows"
          />
          <NativeSelect
            label="Beside the SEI"
            value={question.wear ?? 'sei'}
            onChange={(event) => onChange({ wear: wears.find((wear) => wear === event.currentTarget.value) })}
            data={wears.map((wear) => ({ value: wear, label: wearWords[wear] }))}
            description="What else wears it"
          />
        </>
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
    </>
  );
}
