import { HubConnectionBuilder, LogLevel } from '@microsoft/signalr';
import { LiveLink } from './link';

/** The console's connection to `/live`. */
export const link = new LiveLink(new HubConnectionBuilder().withUrl('/live').configureLogging(LogLevel.None).build());

const pauseHiddenAfterMs = 5 * 60_000;

/** Starts the link and ties it to the page: a long hidden tab hangs up, a shown one or a network that is back tries at once. */
export function runLink(): () => void {
  let hidden: ReturnType<typeof setTimeout> | undefined;
  const onVisibility = () => {
    clearTimeout(hidden);
    if (document.hidden) hidden = setTimeout(() => link.pause(), pauseHiddenAfterMs);
    else if (link.state.phase === 'paused') link.start();
    else link.retryNow();
  };
  const onOnline = () => link.retryNow();
  document.addEventListener('visibilitychange', onVisibility);
  window.addEventListener('online', onOnline);
  link.start();
  return () => {
    clearTimeout(hidden);
    document.removeEventListener('visibilitychange', onVisibility);
    window.removeEventListener('online', onOnline);
    link.pause();
  };
}
