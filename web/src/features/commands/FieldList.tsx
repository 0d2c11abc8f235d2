import { Button } from '@mantine/core';
import type { Field } from '@/api/types';
import { CloseIcon, PlusIcon } from '@/ui/icons';
import { FieldInput } from './FieldInput';
import { emptyValue, type FormObject, type FormValue, isPart } from './form';
import { useCommandForm } from './FormContext';
import { fieldLabel } from './words';
import css from './commands.module.css';

interface Props {
  fields: readonly Field[];
  value: FormObject;
  path: string;
  onChange(value: FormObject): void;
}

/** The fields of an object, required ones first. */
export function FieldList({ fields, value, path, onChange }: Props) {
  const sorted = [...fields].sort((a, b) => Number(b.required) - Number(a.required));
  return (
    <div className={css.fields}>
      {sorted.map((field, i) => {
        const here = path ? `${path}.${field.name}` : field.name;
        const set = (next: FormValue) => onChange({ ...value, [field.name]: next });
        return (
          <FieldPart key={field.name} field={field} path={here} value={value[field.name]} onChange={set} first={i === 0 && path === ''} />
        );
      })}
    </div>
  );
}

interface PartProps {
  field: Field;
  path: string;
  value: FormValue;
  onChange(value: FormValue): void;
  first?: boolean;
}

function FieldPart({ field, path, value, onChange, first = false }: PartProps) {
  const { errors } = useCommandForm();
  if (!isPart(field))
    return <FieldInput field={field} path={path} first={first} value={typeof value === 'string' ? value : ''} onChange={onChange} />;
  const label = fieldLabel(field.name);
  if (value === undefined) {
    return (
      <div>
        <Button variant="default" leftSection={<PlusIcon size={12} />} onClick={() => onChange(emptyValue(field))}>
          {label} <span className={css.raw}>&nbsp;optional</span>
        </Button>
        {errors[path] && <p className={css.fault}>{errors[path]}</p>}
      </div>
    );
  }
  return (
    <fieldset className={css.part}>
      <legend>
        {label} <span className={css.raw}>{field.name}</span>
        {!field.required && <RemoveButton label={`Remove ${label}`} onClick={() => onChange(undefined)} />}
      </legend>
      {errors[path] && <p className={css.fault}>{errors[path]}</p>}
      {field.type === 'object' ? (
        <FieldList fields={field.fields ?? []} value={value as FormObject} path={path} onChange={onChange} />
      ) : (
        <Items field={field} path={path} value={value as FormValue[]} onChange={onChange} />
      )}
    </fieldset>
  );
}

function Items({ field, path, value, onChange }: PartProps & { value: FormValue[] }) {
  const items = field.items;
  if (!items) return null;
  const set = (index: number, next: FormValue) => onChange(value.map((item, i) => (i === index ? next : item)));
  return (
    <div className={css.fields}>
      {value.map((item, i) => (
        <div key={i} className={css.item}>
          <span className={css.index}>{i + 1}</span>
          <div className="grow">
            {items.type === 'object' ? (
              <FieldList
                fields={items.fields ?? []}
                value={(item ?? {}) as FormObject}
                path={`${path}[${i}]`}
                onChange={(next) => set(i, next)}
              />
            ) : (
              <FieldInput
                bare
                field={{ ...items, name: field.name, required: true }}
                path={`${path}[${i}]`}
                value={typeof item === 'string' ? item : ''}
                onChange={(next) => set(i, next)}
              />
            )}
          </div>
          <RemoveButton label={`Remove ${i + 1}`} onClick={() => onChange(value.filter((_, other) => other !== i))} />
        </div>
      ))}
      <div>
        <Button variant="default" leftSection={<PlusIcon size={12} />} onClick={() => onChange([...value, emptyValue(items)])}>
          Add
        </Button>
      </div>
    </div>
  );
}

function RemoveButton({ label, onClick }: { label: string; onClick(): void }) {
  return (
    <button type="button" className={css.remove} aria-label={label} title={label} onClick={onClick}>
      <CloseIcon size={12} />
    </button>
  );
}
