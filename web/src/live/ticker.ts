type Listener = () => void;

interface Tick {
  listeners: Set<Listener>;
  timer: ReturnType<typeof setInterval> | undefined;
}

const ticks = new Map<number, Tick>();

/** One shared timer per period, so that a thousand ages on a page change together; silent while the page is hidden. */
export function subscribeTick(everyMs: number, listener: Listener): () => void {
  let tick = ticks.get(everyMs);
  if (!tick) ticks.set(everyMs, (tick = { listeners: new Set(), timer: undefined }));
  const shared = tick;
  shared.listeners.add(listener);
  shared.timer ??= setInterval(() => {
    if (!document.hidden) shared.listeners.forEach((run) => run());
  }, everyMs);
  return () => {
    shared.listeners.delete(listener);
    if (shared.listeners.size > 0) return;
    clearInterval(shared.timer);
    shared.timer = undefined;
  };
}
