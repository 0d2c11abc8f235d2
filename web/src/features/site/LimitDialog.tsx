import { Button, Modal, TextInput } from '@mantine/core';
import { type FormEvent, useState } from 'react';
import type { SiteLimit } from '@/api/siteTypes';
import { inUnits } from '@/format/units';
import { ErrorNote } from '@/ui/Note';
import { useSiteCommand } from './query';
import { parseKw } from './words';

interface Props {
  opened: boolean;
  onClose(): void;
  /** "Depot" or "GUN3". */
  what: string;
  now: SiteLimit;
  ownW: number | null;
  onSet(limitW: number | null): Promise<void>;
}

/** Sets or lifts the operators' limit of a site or a gun; says before what will hold. */
export function LimitDialog(props: Props) {
  return (
    <Modal opened={props.opened} onClose={props.onClose} title={<strong>Limit of {props.what}</strong>} size={420} centered>
      {props.opened && <Form {...props} />}
    </Modal>
  );
}

function Form({ onClose, what, now, ownW, onSet }: Props) {
  const [text, setText] = useState(ownW === null ? '' : String(ownW / 1000));
  const [fault, setFault] = useState<string | null>(null);
  const command = useSiteCommand();
  const wanted = parseKw(text);
  const run = (limitW: number | null) => command.mutate(() => onSet(limitW), { onSuccess: onClose });
  const onSubmit = (event: FormEvent) => {
    event.preventDefault();
    if (wanted === null) setFault('Give kilowatts, 0 or more');
    else run(wanted);
  };
  return (
    <form onSubmit={onSubmit} style={{ display: 'grid', gap: 12 }} noValidate>
      <p className="dim">
        Now {inUnits(now.valueW, 'W')}, set by {now.source}.
        {ownW === null ? ' Operators have set none.' : ` Operators have set ${inUnits(ownW, 'W')}.`}
      </p>
      <TextInput
        label="Limit in kW"
        data-autofocus
        inputMode="decimal"
        value={text}
        error={fault}
        onChange={(event) => {
          setText(event.currentTarget.value);
          setFault(null);
        }}
        description="It holds until it is changed or lifted; the least of all limits counts."
      />
      {wanted === 0 && <p role="alert">With 0 kW, nothing charges at {what}.</p>}
      {command.error && <ErrorNote error={command.error} />}
      <div className="row" style={{ justifyContent: 'flex-end' }}>
        {ownW !== null && (
          <Button variant="default" loading={command.isPending} onClick={() => run(null)}>
            Lift the limit
          </Button>
        )}
        <span className="grow" />
        <Button variant="default" onClick={onClose}>
          Cancel
        </Button>
        <Button type="submit" loading={command.isPending} color={wanted === 0 ? 'red' : undefined}>
          {wanted === null ? 'Set limit' : `Set to ${inUnits(wanted, 'W')}`}
        </Button>
      </div>
    </form>
  );
}
