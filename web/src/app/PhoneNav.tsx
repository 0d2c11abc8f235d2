import { Drawer } from '@mantine/core';
import { useState } from 'react';
import { NavLink } from 'react-router';
import { MoreIcon } from '@/ui/icons';
import { pages, thumbPages } from './pages';
import css from './PhoneNav.module.css';

/** Navigation within reach of a thumb. */
export function PhoneNav({ alarms }: { alarms: number }) {
  const [open, setOpen] = useState(false);
  return (
    <nav className={css.bar} aria-label="Pages">
      {thumbPages.map(({ path, name, Icon }) => (
        <NavLink key={path} to={path} end={path === '/'} className={css.item}>
          <Icon size={20} />
          {name}
          {path === '/alarms' && alarms > 0 && <span className={css.badge}>{alarms}</span>}
        </NavLink>
      ))}
      <button type="button" className={css.item} onClick={() => setOpen(true)}>
        <MoreIcon size={20} />
        More
      </button>
      <Drawer opened={open} onClose={() => setOpen(false)} position="bottom" size="min(85dvh, 500px)" title="More pages">
        {pages.slice(thumbPages.length).map(({ path, name, Icon }) => (
          <NavLink key={path} to={path} className={css.more} onClick={() => setOpen(false)}>
            <Icon size={18} />
            {name}
          </NavLink>
        ))}
      </Drawer>
    </nav>
  );
}
