import { Button, Checkbox, Modal, TextInput } from '@mantine/core';
import { type FormEvent, useState } from 'react';
import { ApiError } from '@/api/http';
import type { IdTag } from '@/api/types';
import { useZone } from '@/app/prefs';
import { fromInput, parseTime, toInput } from '@/format/time';
import { Confirm } from '@/ui/Confirm';
import { ErrorNote } from '@/ui/Note';
import { useDeleteIdTag, useSaveIdTag } from './query';

export function IdTagDialog({ edited, onClose }: { edited: IdTag | 'new' | null; onClose(): void }) {
  const title = edited === 'new' ? 'Add an id tag' : `Id tag ${edited?.tag ?? ''}`;
  return (
    <Modal opened={edited !== null} onClose={onClose} title={<strong>{title}</strong>} size={440}>
      {edited && <Form row={edited === 'new' ? null : edited} onClose={onClose} />}
    </Modal>
  );
}

const mostCharacters = 36;

function Form({ row, onClose }: { row: IdTag | null; onClose(): void }) {
  const zone = useZone();
  const [tag, setTag] = useState(row?.tag ?? '');
  const [blocked, setBlocked] = useState(row?.blocked ?? false);
  const [beside, setBeside] = useState(row?.mayRunBeside ?? false);
  const [parent, setParent] = useState(row?.parentTag ?? '');
  const [note, setNote] = useState(row?.note ?? '');
  const [expires, setExpires] = useState(() => {
    const ms = parseTime(row?.expiresAt);
    return ms === null ? '' : toInput(ms, zone);
  });
  const save = useSaveIdTag();
  const remove = useDeleteIdTag();
  const failed = save.error ?? remove.error;
  const errors = save.error instanceof ApiError ? save.error.errors : {};

  const submit = (event: FormEvent) => {
    event.preventDefault();
    const edit = {
      blocked,
      mayRunBeside: beside,
      parentTag: parent.trim() || null,
      note: note.trim() || null,
      expiresAt: fromInput(expires, zone),
    };
    save.mutate({ tag: tag.trim(), edit }, { onSuccess: onClose });
  };

  return (
    <form onSubmit={submit} style={{ display: 'grid', gap: 12 }}>
      <TextInput
        label="Tag"
        description={`As the station reads it, at most 20 characters with OCPP 1.6; upper and lower case are the same`}
        required
        withAsterisk={false}
        data-autofocus={row === null || undefined}
        readOnly={row !== null}
        maxLength={mostCharacters}
        spellCheck={false}
        autoComplete="off"
        value={tag}
        error={errors['tag']?.join(' ')}
        onChange={(event) => setTag(event.currentTarget.value)}
      />
      <Checkbox label="Blocked: refused everywhere" checked={blocked} onChange={(event) => setBlocked(event.currentTarget.checked)} />
      <Checkbox
        label="May have several transactions at once"
        checked={beside}
        onChange={(event) => setBeside(event.currentTarget.checked)}
      />
      <TextInput
        label="Group"
        description="Parent tag: tags of one group may stop each other’s transactions"
        maxLength={mostCharacters}
        value={parent}
        error={errors['parentTag']?.join(' ')}
        onChange={(event) => setParent(event.currentTarget.value)}
      />
      <TextInput
        label="Expires"
        description={`${zone === 'utc' ? 'UTC' : 'Local time'}; empty for never`}
        type="datetime-local"
        step={1}
        value={expires}
        error={errors['expiresAt']?.join(' ')}
        onChange={(event) => setExpires(event.currentTarget.value)}
      />
      <TextInput label="Note" value={note} maxLength={200} onChange={(event) => setNote(event.currentTarget.value)} />
      {failed && Object.keys(errors).length === 0 && <ErrorNote error={failed} />}
      <div className="row">
        {row && (
          <Confirm
            compact
            label="Delete"
            question={`Delete ${row.tag}? Its past transactions stay; stations will refuse it from now on.`}
            yes="Delete"
            onYes={() => remove.mutate(row.tag, { onSuccess: onClose })}
          />
        )}
        <span className="grow" />
        <Button variant="default" onClick={onClose}>
          Cancel
        </Button>
        <Button type="submit" loading={save.isPending}>
          Save
        </Button>
      </div>
    </form>
  );
}
