import { Button, Popover, TextInput } from '@mantine/core';
import { type FormEvent, useState } from 'react';
import { useLocation, useNavigate } from 'react-router';
import { CloseIcon, ViewIcon } from '@/ui/icons';
import { addressOf, longestName, queryOf, removeView, saveView, useViews, type View } from './views';
import css from './ViewsMenu.module.css';

/** The views of this page: go to one, keep the present one under a name, remove one. `without`: what of the address is no filter. */
export function ViewsMenu({ without }: { without?: string }) {
  const { pathname, search } = useLocation();
  const navigate = useNavigate();
  const [open, setOpen] = useState(false);
  const [name, setName] = useState('');
  const views = useViews().filter((view) => view.path === pathname);
  const query = queryOf(search, without);
  const now = views.find((view) => view.query === query);
  const go = (view: View) => {
    setOpen(false);
    void navigate(addressOf(view));
  };
  const save = (event: FormEvent) => {
    event.preventDefault();
    if (!name.trim()) return;
    saveView({ path: pathname, name: name.trim(), query });
    setName('');
    setOpen(false);
  };

  return (
    <Popover opened={open} onChange={setOpen} position="bottom-end" width={270} shadow="md" trapFocus returnFocus withRoles>
      <Popover.Target>
        <Button
          variant="default"
          leftSection={<ViewIcon size={13} />}
          title="Named views of this page"
          onClick={() => {
            setName(now?.name ?? '');
            setOpen(!open);
          }}
        >
          <span className={css.now}>{now ? now.name : 'Views'}</span>
        </Button>
      </Popover.Target>
      <Popover.Dropdown aria-label="Views" p={0}>
        <ul className={css.list}>
          {views.map((view) => (
            <li key={view.name} className={css.view} data-now={view === now || undefined}>
              <button type="button" className={css.go} aria-current={view === now || undefined} onClick={() => go(view)}>
                <span className="cut">{view.name}</span>
              </button>
              <button type="button" className={css.remove} aria-label={`Remove the view ${view.name}`} onClick={() => removeView(view)}>
                <CloseIcon size={12} />
              </button>
            </li>
          ))}
          {views.length === 0 && <li className={css.none}>Set the filters as you need them, then keep them under a name.</li>}
        </ul>
        <form className={css.save} onSubmit={save}>
          <TextInput
            data-autofocus
            aria-label="Name of the view"
            placeholder="Name for this view"
            maxLength={longestName}
            value={name}
            onChange={(event) => setName(event.currentTarget.value)}
          />
          <Button type="submit" disabled={!name.trim()}>
            Keep
          </Button>
        </form>
      </Popover.Dropdown>
    </Popover>
  );
}
