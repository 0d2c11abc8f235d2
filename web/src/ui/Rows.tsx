import { Button, Skeleton } from '@mantine/core';

/** Grey bars where rows will be. */
export function RowSkeletons({ rows = 8, height = 34 }: { rows?: number; height?: number }) {
  return (
    <div role="status" aria-label="Loading" style={{ padding: '4px 12px' }}>
      {Array.from({ length: rows }, (_, i) => (
        <div key={i} style={{ height, display: 'flex', alignItems: 'center' }}>
          <Skeleton height={12} width={`${88 - ((i * 17) % 40)}%`} />
        </div>
      ))}
    </div>
  );
}

interface MoreProps {
  hasMore: boolean;
  loading: boolean;
  onMore(): void;
  /** On the button. */
  more?: string;
  /** "412 shown". */
  children: React.ReactNode;
}

/** The end of a paged list. */
export function MoreRows({ hasMore, loading, onMore, more = 'Show older', children }: MoreProps) {
  return (
    <div className="row dim" style={{ padding: '8px 12px', fontSize: 13, borderTop: '1px solid var(--line)' }}>
      <span className="grow">{children}</span>
      {hasMore && (
        <Button variant="default" loading={loading} onClick={onMore}>
          {more}
        </Button>
      )}
    </div>
  );
}

/** Says that newer rows wait while the list is held still. */
export function WaitingRows({ count, what, many = `${what}s`, onShow }: { count: number; what: string; many?: string; onShow(): void }) {
  if (count === 0) return null;
  return (
    <button
      type="button"
      onClick={onShow}
      style={{
        font: 'inherit',
        fontSize: 13,
        color: 'var(--accent)',
        background: 'var(--accent-soft)',
        border: 0,
        borderRadius: 12,
        padding: '3px 12px',
        cursor: 'pointer',
      }}
    >
      {count} new {count === 1 ? what : many} · show
    </button>
  );
}
