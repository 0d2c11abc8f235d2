import css from './twin.module.css';

/** The dashed lines: what they are, and a way to be rid of them. */
export function Compared({ title, onDrop }: { title: string; onDrop(): void }) {
  return (
    <span className={css.compared}>
      <span className={css.dashed}>{title}</span>
      <button type="button" onClick={onDrop} aria-label={`Stop comparing with ${title}`}>
        ×
      </button>
    </span>
  );
}
