import { CloseButton } from '@mantine/core';
import { At } from '@/ui/When';
import css from './messages.module.css';

/** The log ends at a time in the past, until someone takes that away. */
export function UntilChip({ to, onClear }: { to: string; onClear(): void }) {
  return (
    <span className={css.until}>
      until <At at={to} />
      <CloseButton size="xs" aria-label="Show up to now" onClick={onClear} />
    </span>
  );
}
