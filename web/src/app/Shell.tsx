import { Suspense, useEffect, useState } from 'react';
import { NavLink, Outlet, useLocation } from 'react-router';
import { useLink } from '@/live/hooks';
import { useOverview } from '@/features/overview/query';
import { RowSkeletons } from '@/ui/Rows';
import { ErrorBoundary } from './ErrorBoundary';
import { HelpDialog } from './HelpDialog';
import { Palette } from './Palette';
import { PhoneNav } from './PhoneNav';
import { pages } from './pages';
import { TopBar } from './TopBar';
import { useGlobalKeys } from './useGlobalKeys';
import { useLiveFeeds } from './useLiveFeeds';
import { Wordmark } from './Wordmark';
import css from './Shell.module.css';

export function Shell() {
  const [dialog, setDialog] = useState<'help' | 'palette' | null>(null);
  const readError = useLiveFeeds();
  useGlobalKeys(setDialog);
  const { phase } = useLink();
  const alarms = useOverview().data?.unacknowledgedAlarms ?? 0;
  const { pathname } = useLocation();
  useEffect(() => {
    // Newer browsers answer with a promise, which an effect must not return.
    window.scrollTo(0, 0);
  }, [pathname]);
  useTitle(pathname, alarms);

  return (
    <div className={css.shell} data-stale={phase === 'reconnecting' || phase === 'quiet' ? '' : undefined}>
      <a href="#main" className={css.skip}>
        Skip to content
      </a>
      <nav className={css.side} aria-label="Pages">
        <div className={css.brand}>
          <Wordmark />
        </div>
        {pages.map(({ path, name, key, Icon }) => (
          <NavLink key={path} to={path} end={path === '/'} className={css.link} title={`${name} (g ${key})`}>
            <Icon />
            <span className="grow">{name}</span>
            {path === '/alarms' && alarms > 0 && (
              <span className={css.badge} aria-label={`${alarms} not acknowledged`}>
                {alarms}
              </span>
            )}
          </NavLink>
        ))}
      </nav>
      <TopBar onPalette={() => setDialog('palette')} onHelp={() => setDialog('help')} readError={readError} />
      <main id="main" className={css.main} tabIndex={-1}>
        <ErrorBoundary key={pathname}>
          <Suspense fallback={<RowSkeletons />}>
            <Outlet />
          </Suspense>
        </ErrorBoundary>
      </main>
      <PhoneNav alarms={alarms} />
      <HelpDialog opened={dialog === 'help'} onClose={() => setDialog(null)} />
      <Palette opened={dialog === 'palette'} onClose={() => setDialog(null)} />
    </div>
  );
}

function useTitle(pathname: string, alarms: number): void {
  useEffect(() => {
    const one = /^\/(?:stations|sites)\/(.+)$/.exec(pathname)?.[1];
    const page = one ? decodeURIComponent(one) : pages.find((p) => p.path === pathname)?.name;
    document.title = `${alarms > 0 ? `(${alarms}) ` : ''}${page ? `${page} · ` : ''}Busbar`;
  }, [pathname, alarms]);
}
