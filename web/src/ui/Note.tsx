import { Button } from '@mantine/core';
import type { ReactNode } from 'react';
import { explain } from '@/api/http';
import css from './Note.module.css';

/** What failed, in the hub's own words, and a way to try again. */
export function ErrorNote({ error, retry }: { error: unknown; retry?: () => void }) {
  const { title, detail } = explain(error);
  return (
    <div role="alert" className={css.error}>
      <div className="grow">
        <strong>{title}</strong>
        {detail && <div>{detail}</div>}
      </div>
      {retry && (
        <Button variant="default" onClick={retry}>
          Try again
        </Button>
      )}
    </div>
  );
}

/** Nothing to show: says why, and what to do next. */
export function Empty({ title, children }: { title: string; children?: ReactNode }) {
  return (
    <div className={css.empty}>
      <strong>{title}</strong>
      {children && <div className={css.hint}>{children}</div>}
    </div>
  );
}
