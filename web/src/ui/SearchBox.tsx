import { CloseButton, TextInput } from '@mantine/core';
import { useEffect, useRef, useState } from 'react';
import { SearchIcon } from './icons';
import css from './SearchBox.module.css';

interface Props {
  label: string;
  placeholder: string;
  value: string;
  onChange(value: string): void;
  width?: number;
  /** Of several on a page, one is the page's own. */
  second?: boolean;
}

const settleMs = 200;

/** The page's search: `/` goes to it, Esc empties it and then leaves it. Tells what was typed once typing rests. */
export function SearchBox({ label, placeholder, value, onChange, width = 280, second = false }: Props) {
  const [typed, setTyped] = useState(value);
  const told = useRef(value);

  useEffect(() => {
    if (value === told.current) return;
    told.current = value;
    setTyped(value);
  }, [value]);

  useEffect(() => {
    if (typed.trim() === told.current) return;
    const timer = setTimeout(() => {
      told.current = typed.trim();
      onChange(told.current);
    }, settleMs);
    return () => clearTimeout(timer);
  }, [typed, onChange]);

  return (
    <TextInput
      data-page-search={second ? undefined : ''}
      type="search"
      aria-label={label}
      placeholder={placeholder}
      value={typed}
      onChange={(event) => setTyped(event.currentTarget.value)}
      onKeyDown={(event) => {
        if (event.key !== 'Escape') return;
        if (typed) setTyped('');
        else event.currentTarget.blur();
        event.preventDefault();
        event.stopPropagation();
      }}
      leftSection={<SearchIcon size={14} />}
      rightSection={
        typed ? (
          <CloseButton size="xs" aria-label="Clear the search" onClick={() => setTyped('')} />
        ) : second ? null : (
          <kbd className={css.key}>/</kbd>
        )
      }
      style={{ flex: `1 1 ${width}px`, maxWidth: width * 1.5, minWidth: Math.min(width, 150) }}
    />
  );
}
