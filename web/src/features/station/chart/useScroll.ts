import { useReducedMotion } from '@mantine/hooks';
import { type RefObject, useEffect } from 'react';
import type uPlot from 'uplot';

interface Scroll {
  plot: RefObject<uPlot | null>;
  windowS: number;
  /** The right edge in seconds, asked at every frame. */
  now(): number;
  running: boolean;
  /** New data since the last frame, or null. */
  take(): uPlot.AlignedData | null;
}

/** Moving by less than this share of a pixel would not be seen. */
const stepsPerPixel = 1.25;
const mostPerSecond = 24;

/** Moves the window along with time, as often as the eye can tell and no more; stands still while the page is hidden. */
export function useScroll({ plot, windowS, now, running, take }: Scroll): void {
  const calm = useReducedMotion();
  useEffect(() => {
    if (!running) return;
    let frame = 0;
    let drawnAt = -Infinity;
    const draw = (time: number) => {
      frame = requestAnimationFrame(draw);
      const target = plot.current;
      if (!target) return;
      const perSecond = (target.width / windowS) * stepsPerPixel;
      const every = 1000 / (calm ? 1 : Math.max(1, Math.min(mostPerSecond, perSecond)));
      if (time - drawnAt < every) return;
      drawnAt = time;
      const data = take();
      if (data) target.setData(data, false);
      const edge = now();
      target.setScale('x', { min: edge - windowS, max: edge });
    };
    frame = requestAnimationFrame(draw);
    return () => cancelAnimationFrame(frame);
  }, [plot, windowS, now, running, take, calm]);
}
