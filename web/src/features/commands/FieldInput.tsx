import { NativeSelect, Textarea, TextInput } from '@mantine/core';
import { useId } from 'react';
import type { Field } from '@/api/types';
import { useZone } from '@/app/prefs';
import { outlets } from '@/ui/stationState';
import { useTagSuggestions } from '@/features/idTags/query';
import { useCommandForm } from './FormContext';
import { fieldLabel, fieldUnit } from './words';
import css from './commands.module.css';

interface Props {
  field: Omit<Field, 'name'> & { name: string };
  path: string;
  value: string;
  onChange(value: string): void;
  /** Without a label of its own, in a list of plain values. */
  bare?: boolean;
  /** Gets the focus when the form opens. */
  first?: boolean;
}

const longText = 200;

/** One plain value: a choice where the standard gives one, else a field of the right kind. */
export function FieldInput({ field, path, value, onChange, bare = false, first = false }: Props) {
  const { errors } = useCommandForm();
  const zone = useZone();
  const choices = useChoices(field);
  const suggestions = useSuggestions(field.name);
  const listId = useId();
  const unit = field.type === 'date-time' ? (zone === 'utc' ? 'UTC' : 'local time') : fieldUnit(field.name);
  const common = {
    label: bare ? undefined : (
      <>
        {fieldLabel(field.name)}
        {unit && <span className={css.unit}> in {unit}</span>} <span className={css.raw}>{field.name}</span>
        {!field.required && <span className={css.raw}> · optional</span>}
      </>
    ),
    'aria-label': bare ? path : undefined,
    description: field.description ?? undefined,
    'data-autofocus': first || undefined,
    error: errors[path],
    value,
    name: path,
  };

  if (choices) {
    return (
      <NativeSelect
        {...common}
        onChange={(event) => onChange(event.currentTarget.value)}
        data={[{ value: '', label: field.required ? 'Choose…' : '–' }, ...choices]}
      />
    );
  }
  if (field.type === 'string' && (field.maxLength == null || field.maxLength > longText)) {
    return (
      <Textarea {...common} autosize minRows={2} maxRows={8} spellCheck={false} onChange={(event) => onChange(event.currentTarget.value)} />
    );
  }
  return (
    <>
      <TextInput
        {...common}
        autoComplete="off"
        spellCheck={false}
        list={suggestions ? listId : undefined}
        type={field.type === 'date-time' ? 'datetime-local' : 'text'}
        step={field.type === 'date-time' ? 1 : undefined}
        inputMode={field.type === 'integer' ? 'numeric' : field.type === 'number' ? 'decimal' : undefined}
        onChange={(event) => onChange(event.currentTarget.value)}
      />
      {suggestions && (
        <datalist id={listId}>
          {suggestions.map(([text, label]) => (
            <option key={text} value={text} label={label} />
          ))}
        </datalist>
      )}
    </>
  );
}

function useChoices(field: Props['field']) {
  const { station } = useCommandForm();
  if (field.enum) return field.enum.map((value) => ({ value, label: value }));
  if (field.type === 'boolean') {
    return [
      { value: 'true', label: 'Yes' },
      { value: 'false', label: 'No' },
    ];
  }
  const connectors = outlets(station);
  if (field.name === 'connectorId' && connectors.length > 0) {
    return [
      { value: '0', label: '0 (whole station)' },
      ...connectors.map((c) => ({ value: String(c.connectorId), label: `${c.connectorId} (${c.status})` })),
    ];
  }
  return null;
}

function useSuggestions(name: string): [string, string][] | null {
  const { station } = useCommandForm();
  const running = outlets(station).filter((c) => c.transactionId !== null);
  const tags = useTagSuggestions(name === 'idTag' || name === 'parentIdTag');
  if (name === 'transactionId') return running.map((c) => [String(c.transactionId), `connector ${c.connectorId}, ${c.idTag}`]);
  return tags;
}
