import type { Look, Shape } from './stationState';
import css from './Glyph.module.css';

const drawings: Record<Shape, React.ReactNode> = {
  bolt: <path d="M7.4.6 2 7h3.3L4.6 11.4 10 5H6.7z" fill="currentColor" stroke="none" />,
  ring: <circle cx="6" cy="6" r="4" />,
  plug: <path d="M4.2 1v2.8M7.8 1v2.8M2.8 4h6.4v1.6a3.2 3.2 0 0 1-6.4 0ZM6 8.8V11" />,
  pause: <path d="M4 2.5v7M8 2.5v7" strokeWidth="2" />,
  check: <path d="m2 6.3 2.7 2.7L10 3.2" strokeWidth="1.7" />,
  clock: (
    <>
      <circle cx="6" cy="6" r="4.5" />
      <path d="M6 3.3V6l1.8 1.3" />
    </>
  ),
  bar: (
    <>
      <circle cx="6" cy="6" r="4.5" />
      <path d="M3.5 6h5" strokeWidth="1.7" />
    </>
  ),
  alert: (
    <>
      <path d="M6 .8 11.6 11H.4z" fill="currentColor" stroke="none" />
      <path d="M6 4.5v3M6 9.2v.1" stroke="var(--surface)" strokeWidth="1.4" />
    </>
  ),
  cross: <path d="m2.8 2.8 6.4 6.4M9.2 2.8 2.8 9.2" strokeWidth="1.6" />,
  question: <path d="M4 4.2a2 2 0 1 1 2.9 1.9c-.6.3-.9.7-.9 1.3M6 9.7v.1" strokeWidth="1.5" />,
};

export function Glyph({ look, size = 12 }: { look: Look; size?: number }) {
  return (
    <svg
      className={css[look.tone]}
      width={size}
      height={size}
      viewBox="0 0 12 12"
      fill="none"
      stroke="currentColor"
      strokeWidth="1.3"
      strokeLinecap="round"
      strokeLinejoin="round"
      aria-hidden="true"
      style={{ flex: 'none' }}
    >
      {drawings[look.shape]}
    </svg>
  );
}

/** Shape and word together: the state of a station or connector. */
export function State({ look, strong = false }: { look: Look; strong?: boolean }) {
  return (
    <span className={`${css.state} ${css[look.tone]} ${strong ? css.strong : ''}`} title={look.label}>
      <Glyph look={look} />
      <span className="cut">{look.label}</span>
    </span>
  );
}
