import css from './Chips.module.css';

export interface Chip<T> {
  value: T;
  label: string;
  count?: number | undefined;
}

interface Props<T> {
  label: string;
  chips: Chip<T>[];
  value: T;
  onChange(value: T): void;
}

/** Exclusive filters with their counts; a row that scrolls sideways on a phone. */
export function Chips<T extends string | boolean | undefined>({ label, chips, value, onChange }: Props<T>) {
  return (
    <div className={css.chips} role="group" aria-label={label}>
      {chips.map((chip) => (
        <button
          key={String(chip.value)}
          type="button"
          className={css.chip}
          aria-pressed={chip.value === value}
          onClick={() => onChange(chip.value)}
        >
          {chip.label}
          {chip.count !== undefined && <span className={css.count}>{chip.count.toLocaleString('en-GB')}</span>}
        </button>
      ))}
    </div>
  );
}
