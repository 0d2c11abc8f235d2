import { quantity } from '@/format/units';
import css from './Qty.module.css';

interface Props {
  value: number | null | undefined;
  unit: string;
  size?: 'big';
  /** In lists: nothing flows, nothing catches the eye. */
  quietZero?: boolean;
}

/** A number with its unit, the unit a little quieter. */
export function Qty({ value, unit, size, quietZero = false }: Props) {
  const parts = quantity(value, unit);
  if (!parts.unit)
    return (
      <span className="faint" title="Never measured">
        {parts.number}
      </span>
    );
  return (
    <span className={`${size ? css[size] : css.qty} ${quietZero && value === 0 ? 'faint' : ''}`}>
      {parts.number}
      <span className={css.unit}>&nbsp;{parts.unit}</span>
    </span>
  );
}
