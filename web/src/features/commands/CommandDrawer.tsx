import { Drawer } from '@mantine/core';
import { useMediaQuery } from '@mantine/hooks';
import type { Station } from '@/api/types';
import { Empty, ErrorNote } from '@/ui/Note';
import { RowSkeletons } from '@/ui/Rows';
import { CommandForm } from './CommandForm';
import { LimitForm } from './LimitForm';
import { limitAction } from './quick';
import { useCommands } from './query';
import { actionLabel } from './words';

interface Props {
  station: Station;
  /** Which form; undefined closes the drawer. */
  action: string | undefined;
  preset: Record<string, unknown>;
  connectorId: number | null;
  onClose(): void;
}

export function CommandDrawer({ station, action, preset, connectorId, onClose }: Props) {
  const phone = useMediaQuery('(max-width: 700px)') ?? false;
  return (
    <Drawer
      opened={action !== undefined}
      onClose={onClose}
      size={phone ? '100%' : 440}
      title={
        <strong>
          {action === limitAction ? 'Limit' : actionLabel(action ?? '')} <span className="dim">· {station.id}</span>
        </strong>
      }
    >
      {action && <Body key={action + JSON.stringify(preset)} {...{ station, action, preset, connectorId }} />}
    </Drawer>
  );
}

function Body({ station, action, preset, connectorId }: Omit<Props, 'onClose' | 'action'> & { action: string }) {
  const commands = useCommands();
  if (action === limitAction) return <LimitForm station={station} connectorId={connectorId} />;
  if (commands.isPending) return <RowSkeletons rows={4} />;
  if (commands.error) return <ErrorNote error={commands.error} retry={() => void commands.refetch()} />;
  const command = commands.data.find((c) => c.action === action);
  if (!command) return <Empty title="There is no such command">The hub does not know “{action}”.</Empty>;
  return (
    <>
      <p className="dim" style={{ marginBottom: 12 }}>
        {command.description}
      </p>
      <CommandForm station={station} command={command} preset={preset} />
    </>
  );
}
