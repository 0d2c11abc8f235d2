import { useState } from 'react';
import { Button } from '@mantine/core';
import { prettyJson } from './prettyJson';
import { CopyIcon } from './icons';
import css from './Json.module.css';

/** JSON laid out for reading, with a way to copy it as shown. */
export function Json({ label, value }: { label: string; value: unknown }) {
  const text = prettyJson(value);
  return (
    <figure className={css.json} aria-label={label}>
      <figcaption className={css.head}>
        <span>{label}</span>
        <CopyButton text={text} />
      </figcaption>
      <pre className={css.text} tabIndex={0}>
        {text}
      </pre>
    </figure>
  );
}

export function CopyButton({ text }: { text: string }) {
  const [state, setState] = useState<'Copy' | 'Copied' | 'Not allowed'>('Copy');
  const copy = async () => {
    try {
      await navigator.clipboard.writeText(text);
      setState('Copied');
    } catch {
      setState('Not allowed');
    }
    setTimeout(() => setState('Copy'), 1500);
  };
  return (
    <Button variant="subtle" color="gray" size="compact-xs" leftSection={<CopyIcon size={13} />} onClick={() => void copy()}>
      <span aria-live="polite">{state}</span>
    </Button>
  );
}
