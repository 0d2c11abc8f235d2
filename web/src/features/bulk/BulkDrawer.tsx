import { Drawer } from '@mantine/core';
import { useMediaQuery } from '@mantine/hooks';
import { plural } from '@/format/units';
import { actionLabel } from '@/features/commands/words';
import { BulkForm } from './BulkForm';
import { RunView } from './RunView';
import { useRun } from './run';

interface Props {
  opened: boolean;
  /** Ids of the stations that are selected. */
  ids: readonly string[];
  onSelect(ids: string[]): void;
  onClose(): void;
}

/** A command to all that are selected: its form, then what becomes of it. */
export function BulkDrawer({ opened, ids, onSelect, onClose }: Props) {
  const phone = useMediaQuery('(max-width: 700px)') ?? false;
  const run = useRun();
  return (
    <Drawer
      opened={opened}
      onClose={onClose}
      size={phone ? '100%' : 520}
      title={
        <strong>
          {run ? `${actionLabel(run.action)} · ${plural(run.stations, 'station')}` : `Command to ${plural(ids.length, 'station')}`}
        </strong>
      }
    >
      {run ? <RunView run={run} onSelect={onSelect} onClose={onClose} /> : opened && <BulkForm ids={ids} />}
    </Drawer>
  );
}
