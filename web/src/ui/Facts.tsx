import type { ReactNode } from 'react';
import css from './Facts.module.css';

export type Fact = [label: string, value: ReactNode];

/** Labelled values, two columns that line up. */
export function Facts({ facts }: { facts: Fact[] }) {
  return (
    <dl className={css.facts}>
      {facts.map(([label, value]) => (
        <div key={label}>
          <dt>{label}</dt>
          <dd>{value ?? <span className="faint">–</span>}</dd>
        </div>
      ))}
    </dl>
  );
}
