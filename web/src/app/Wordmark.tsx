/** The name with its sign: a busbar with three taps. */
export function Wordmark() {
  return (
    <span style={{ display: 'inline-flex', alignItems: 'center', gap: 8, fontWeight: 700, fontSize: 15, letterSpacing: '0.01em' }}>
      <svg width="20" height="20" viewBox="0 0 20 20" aria-hidden="true">
        <path d="M1.5 4.5h17v4h-17z" fill="var(--copper)" />
        <path d="M4.5 8.5V17M10 8.5V17M15.5 8.5V17" stroke="currentColor" strokeWidth="2" strokeLinecap="round" />
      </svg>
      Busbar
    </span>
  );
}
