import { ActionIcon, Menu, SegmentedControl, useMantineColorScheme } from '@mantine/core';
import { logout, useSession } from '@/features/session/session';
import { SearchIcon, UserIcon } from '@/ui/icons';
import { LinkStatus } from './LinkStatus';
import { setZone, useZone } from './prefs';
import { Wordmark } from './Wordmark';
import css from './TopBar.module.css';

interface Props {
  onPalette(): void;
  onHelp(): void;
  readError: unknown;
}

export function TopBar({ onPalette, onHelp, readError }: Props) {
  const session = useSession();
  return (
    <header className={css.bar}>
      <span className={css.brand}>
        <Wordmark />
      </span>
      <button type="button" className={css.search} onClick={onPalette}>
        <SearchIcon size={14} />
        <span className={css.searchText}>Go to a station or page</span>
        <kbd>Ctrl K</kbd>
      </button>
      <span className="grow" />
      {session.demo && (
        <span className={css.demo} title="Simulated world; no login is asked on this machine">
          Demo
        </span>
      )}
      <LinkStatus readError={readError} />
      <UserMenu onHelp={onHelp} />
    </header>
  );
}

function UserMenu({ onHelp }: { onHelp(): void }) {
  const session = useSession();
  const zone = useZone();
  const { colorScheme, setColorScheme } = useMantineColorScheme();
  return (
    <Menu position="bottom-end" width={250} keepMounted={false} closeOnItemClick>
      <Menu.Target>
        <ActionIcon size="md" aria-label={`User ${session.user}, display and log out`}>
          <UserIcon size={18} />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Label>
          {session.user} · {session.role.toLowerCase()}
        </Menu.Label>
        <div className={css.choice}>
          <span>Times in</span>
          <SegmentedControl
            fullWidth
            aria-label="Time zone"
            value={zone}
            onChange={(value) => setZone(value === 'utc' ? 'utc' : 'local')}
            data={[
              { value: 'local', label: 'Local time' },
              { value: 'utc', label: 'UTC' },
            ]}
          />
        </div>
        <div className={css.choice}>
          <span>Colours</span>
          <SegmentedControl
            fullWidth
            aria-label="Colours"
            value={colorScheme}
            onChange={(value) => setColorScheme(value)}
            data={[
              { value: 'auto', label: 'Auto' },
              { value: 'light', label: 'Light' },
              { value: 'dark', label: 'Dark' },
            ]}
          />
        </div>
        <Menu.Divider />
        <Menu.Item onClick={onHelp} rightSection={<kbd>?</kbd>}>
          Keyboard help
        </Menu.Item>
        {!session.demo && <Menu.Item onClick={() => void logout()}>Log out</Menu.Item>}
      </Menu.Dropdown>
    </Menu>
  );
}
