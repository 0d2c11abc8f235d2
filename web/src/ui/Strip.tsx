import { Skeleton } from '@mantine/core';
import type { ReactNode } from 'react';
import css from './Strip.module.css';

/** Six numbers in a row; two rows of three where there is less room. */
export function Strip({ children }: { children: ReactNode }) {
  return <dl className={`${css.strip} live`}>{children}</dl>;
}

/** One of them: what it is, its value (undefined while it loads), and a word on it. */
export function Cell({ label, value, note, bad = false }: { label: string; value: string | undefined; note: ReactNode; bad?: boolean }) {
  return (
    <div className={css.cell}>
      <dt>{label}</dt>
      <dd className={css.value} data-bad={bad || undefined}>
        {value ?? <Skeleton height={22} width={56} my={4} />}
      </dd>
      <dd className={css.note} title={typeof note === 'string' ? note : undefined}>
        {value === undefined ? '\u00a0' : note}
      </dd>
    </div>
  );
}
