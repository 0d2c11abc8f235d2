import { Button, Modal, TextInput } from '@mantine/core';
import { type FormEvent, useState } from 'react';
import type { Site } from '@/api/siteTypes';
import { plural } from '@/format/units';
import { Confirm } from '@/ui/Confirm';
import { ErrorNote } from '@/ui/Note';
import { At } from '@/ui/When';
import { type SiteCommands, useSiteCommand } from './query';
import css from './site.module.css';

interface Props {
  site: Site;
  commands: SiteCommands;
  may: boolean;
}

const maxReason = 200;

/** The red button: asks once, and for the reason, which may stay as it stands. It is there whatever the site's state. */
export function EmergencyStopButton({ site, commands }: Omit<Props, 'may'>) {
  const [asking, setAsking] = useState(false);
  const [reason, setReason] = useState('');
  const command = useSiteCommand();
  const charging = site.guns.filter((gun) => gun.state === 'charge').length;
  const onSubmit = (event: FormEvent) => {
    event.preventDefault();
    command.mutate(() => commands.emergencyStop(reason.trim() || 'Stopped from the console'), {
      onSuccess: () => {
        setAsking(false);
        setReason('');
      },
    });
  };
  return (
    <>
      <Button color="red" onClick={() => setAsking(true)}>
        Emergency stop
      </Button>
      <Modal opened={asking} onClose={() => setAsking(false)} title={<strong>Stop everything at {site.name}?</strong>} size={440} centered>
        <form onSubmit={onSubmit} style={{ display: 'grid', gap: 12 }}>
          <p>
            Every gun goes to 0 A and every contactor opens, at once.{' '}
            {charging > 0 ? `${plural(charging, 'session')} will end.` : 'No gun charges now.'}
          </p>
          <TextInput
            label="Reason"
            placeholder="Stopped from the console"
            maxLength={maxReason}
            value={reason}
            onChange={(event) => setReason(event.currentTarget.value)}
          />
          {command.error && <ErrorNote error={command.error} />}
          <div className="row" style={{ justifyContent: 'flex-end' }}>
            <Button variant="default" onClick={() => setAsking(false)}>
              Cancel
            </Button>
            <Button type="submit" color="red" data-autofocus loading={command.isPending}>
              Stop everything now
            </Button>
          </div>
        </form>
      </Modal>
    </>
  );
}

/** Says that the site is stopped, by whom and since when, with the way out. */
export function EmergencyStopNote({ site: { emergencyStop: stop, name }, commands, may }: Props) {
  const command = useSiteCommand();
  if (!stop.active) return null;
  return (
    <div role="alert" className={css.stopped}>
      <div className="grow">
        <strong>Emergency stop.</strong> {stop.by && <span>{stop.by}, </span>}
        {stop.since && (
          <>
            since <At at={stop.since} />
          </>
        )}
        . Nothing charges until it is released.
      </div>
      {may && (
        <Confirm
          label="Release"
          question={`End the emergency stop of ${name}? Be sure that whatever caused it is over. Sessions that it ended stay ended; vehicles may begin new ones.`}
          yes="Release it"
          onYes={() => command.mutate(() => commands.release())}
        />
      )}
      {command.error && <ErrorNote error={command.error} />}
    </div>
  );
}
