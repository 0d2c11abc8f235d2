import { useEffect } from 'react';
import { useNavigate } from 'react-router';
import { isTaken } from '@/ui/keyboard';
import { pages } from './pages';

const sequenceMs = 1_200;

/** `/` searches, `g` and a letter goes to a page, `?` helps, Ctrl+K (or Cmd+K) opens the palette. */
export function useGlobalKeys(open: (dialog: 'help' | 'palette') => void): void {
  const navigate = useNavigate();
  useEffect(() => {
    let goingSince = -Infinity;
    const onKey = (event: KeyboardEvent) => {
      if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === 'k') {
        event.preventDefault();
        open('palette');
        return;
      }
      if (isTaken(event)) return;
      if (event.timeStamp - goingSince < sequenceMs) {
        goingSince = -Infinity;
        const page = pages.find((p) => p.key === event.key);
        if (page) {
          event.preventDefault();
          event.stopImmediatePropagation();
          void navigate(page.path);
        }
      } else if (event.key === 'g') goingSince = event.timeStamp;
      else if (event.key === '?') open('help');
      else if (event.key === '/') {
        const search = document.querySelector<HTMLInputElement>('[data-page-search]');
        event.preventDefault();
        if (search) search.select();
        else open('palette');
      }
    };
    // Ahead of the lists' own keys, so that the letter after `g` is never theirs.
    window.addEventListener('keydown', onKey, { capture: true });
    return () => window.removeEventListener('keydown', onKey, { capture: true });
  }, [navigate, open]);
}
