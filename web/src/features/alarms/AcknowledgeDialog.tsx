import { Button, Modal, Textarea } from '@mantine/core';
import { useState } from 'react';
import type { Alarm } from '@/api/types';
import { ErrorNote } from '@/ui/Note';
import { useAcknowledge } from './query';
import { alarmName } from './words';

interface Props {
  alarms: Alarm[];
  opened: boolean;
  onClose(done: boolean): void;
}

export function AcknowledgeDialog({ alarms, opened, onClose }: Props) {
  return (
    <Modal opened={opened} onClose={() => onClose(false)} title={<strong>{title(alarms)}</strong>} size={460} centered>
      {opened && <Form alarms={alarms} onClose={onClose} />}
    </Modal>
  );
}

const title = (alarms: Alarm[]) =>
  alarms.length === 1 ? `Acknowledge “${alarmName(alarms[0]!.kind)}”` : `Acknowledge ${alarms.length} alarms`;

function Form({ alarms, onClose }: Omit<Props, 'opened'>) {
  const [note, setNote] = useState('');
  const acknowledge = useAcknowledge();
  const send = () => {
    const ids = alarms.filter((a) => a.acknowledgedAt === null).map((a) => a.id);
    acknowledge.mutate({ ids, note }, { onSuccess: () => onClose(true) });
  };
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        send();
      }}
    >
      <Textarea
        label="Note"
        description="Optional: what you know or did. Ctrl+Enter acknowledges."
        data-autofocus
        autosize
        minRows={2}
        maxRows={6}
        maxLength={500}
        value={note}
        onChange={(event) => setNote(event.currentTarget.value)}
        onKeyDown={(event) => {
          if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) send();
        }}
      />
      {acknowledge.error && (
        <div style={{ marginTop: 10 }}>
          <ErrorNote error={acknowledge.error} />
        </div>
      )}
      <div className="row" style={{ justifyContent: 'flex-end', marginTop: 14 }}>
        <Button variant="default" onClick={() => onClose(false)}>
          Cancel
        </Button>
        <Button type="submit" loading={acknowledge.isPending}>
          Acknowledge
        </Button>
      </div>
    </form>
  );
}
