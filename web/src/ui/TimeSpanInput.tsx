import { TextInput } from '@mantine/core';
import { useZone } from '@/app/prefs';
import { fromInput, toInput } from '@/format/time';
import table from './table.module.css';

interface Props {
  /** What lies between the two, such as "Raised". */
  what: string;
  from: string | undefined;
  to: string | undefined;
  onChange(change: { from?: string | undefined; to?: string | undefined }): void;
}

/** From when to when, in the reader's zone, as ISO texts in UTC. On a phone only what is set is shown. */
export function TimeSpanInput({ what, from, to, onChange }: Props) {
  const zone = useZone();
  const input = (name: 'from' | 'to', label: string, value: string | undefined) => (
    <TextInput
      type="datetime-local"
      aria-label={`${what} ${label}, ${zone === 'utc' ? 'UTC' : 'local time'}`}
      value={value ? toInput(Date.parse(value), zone).slice(0, 16) : ''}
      onChange={(event) => onChange({ [name]: fromInput(event.currentTarget.value, zone) ?? undefined })}
    />
  );
  return (
    <span className={`row ${from || to ? '' : table.hidePhone}`} style={{ flexWrap: 'nowrap' }}>
      {input('from', 'from', from)}
      to
      {input('to', 'before', to)}
    </span>
  );
}
