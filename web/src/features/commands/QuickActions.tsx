import { Button, Menu } from '@mantine/core';
import { useMemo } from 'react';
import type { Command, Station } from '@/api/types';
import { useMay } from '@/features/session/session';
import { ChevronDown, LimitIcon, PlayIcon, PowerIcon, ResetIcon, StopIcon, UnlockIcon } from '@/ui/icons';
import { limitAction } from './quick';
import { useCommands } from './query';
import { actionLabel } from './words';
import css from './commands.module.css';

const quick = [
  { action: 'RemoteStartTransaction', label: 'Start', Icon: PlayIcon },
  { action: 'RemoteStopTransaction', label: 'Stop', Icon: StopIcon },
  { action: limitAction, label: 'Limit', Icon: LimitIcon },
  { action: 'Reset', label: 'Reset', Icon: ResetIcon },
  { action: 'UnlockConnector', label: 'Unlock', Icon: UnlockIcon },
  { action: 'ChangeAvailability', label: 'Availability', Icon: PowerIcon },
];

/** The six commands of every day, and all others in a menu. */
export function QuickActions({ station, onCommand }: { station: Station; onCommand(action: string): void }) {
  const may = useMay('Operator');
  const commands = useCommands();
  const groups = useMemo(() => byGroup(commands.data ?? []), [commands.data]);
  const why = !may ? 'Commands need the role operator' : !station.connected ? 'The station is not connected' : undefined;
  return (
    <div className={css.quick} role="group" aria-label="Commands">
      {quick.map(({ action, label, Icon }) => (
        <Button
          key={action}
          variant="default"
          leftSection={<Icon size={13} />}
          title={why}
          disabled={!may || !station.connected || (action === 'RemoteStopTransaction' && station.openTransactions === 0)}
          onClick={() => onCommand(action)}
        >
          {label}
        </Button>
      ))}
      <Menu position="bottom-end" width={280}>
        <Menu.Target>
          <Button variant="default" disabled={!may} rightSection={<ChevronDown size={12} />}>
            More commands
          </Button>
        </Menu.Target>
        <Menu.Dropdown mah={460} style={{ overflowY: 'auto' }}>
          {groups.map(([group, list]) => (
            <div key={group}>
              <Menu.Label>{group}</Menu.Label>
              {list.map((command) => (
                <Menu.Item key={command.action} title={command.description} onClick={() => onCommand(command.action)}>
                  {actionLabel(command.action)}
                </Menu.Item>
              ))}
            </div>
          ))}
        </Menu.Dropdown>
      </Menu>
    </div>
  );
}

function byGroup(commands: Command[]): [string, Command[]][] {
  const groups = new Map<string, Command[]>();
  for (const command of commands) {
    const list = groups.get(command.group);
    if (list) list.push(command);
    else groups.set(command.group, [command]);
  }
  return [...groups];
}
