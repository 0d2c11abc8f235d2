import type { Severity } from '@/api/types';
import css from './Severity.module.css';

/** Triangle, diamond or dot: how bad an alarm is, in shape and colour. */
export function SeverityMark({ severity, size = 14 }: { severity: Severity; size?: number }) {
  return (
    <svg className={css[severity]} width={size} height={size} viewBox="0 0 14 14" role="img" aria-label={severity} style={{ flex: 'none' }}>
      {severity === 'Critical' && <path d="M7 1 13.5 12.5H.5z" fill="currentColor" />}
      {severity === 'Warning' && <path d="M7 1.2 12.8 7 7 12.8 1.2 7z" fill="currentColor" />}
      {severity === 'Info' && <circle cx="7" cy="7" r="4" fill="none" stroke="currentColor" strokeWidth="2" />}
    </svg>
  );
}

export function SeverityText({ severity }: { severity: Severity }) {
  return (
    <span className={css.text}>
      <SeverityMark severity={severity} />
      {severity}
    </span>
  );
}
