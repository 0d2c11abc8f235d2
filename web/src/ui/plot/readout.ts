import type uPlot from 'uplot';
import { clock, elapsed, type Zone } from '@/format/time';
import { fixed, inUnits } from '@/format/units';
import css from './readout.module.css';

export interface ReadoutSeries {
  label: string;
  unit: string;
  color?: string;
  /** Shown with these decimals and the unit as it is; without it as the unit usually is. */
  decimals?: number;
}

/**
 * Under the pointer: the time and every series' value there, in a small box that stays inside the plot. A series that is
 * null is not shown; `more` adds lines for a time in seconds.
 */
export const readout = (zone: Zone, series: (ReadoutSeries | null)[], more?: (time: number) => string[]): uPlot.Plugin =>
  readoutAt((time) => clock(time * 1000, zone), series, more);

/** The same over time since a beginning. */
export const elapsedReadout = (series: (ReadoutSeries | null)[]): uPlot.Plugin => readoutAt(elapsed, series);

/** The same over numbered things. */
export const countReadout = (name: string, series: (ReadoutSeries | null)[]): uPlot.Plugin => readoutAt((n) => `${name} ${n}`, series);

/** The same over any other places. */
export const placeReadout = (place: (x: number) => string, series: (ReadoutSeries | null)[]): uPlot.Plugin => readoutAt(place, series);

function readoutAt(place: (x: number) => string, series: (ReadoutSeries | null)[], more?: (time: number) => string[]): uPlot.Plugin {
  let box: HTMLDivElement;
  return {
    hooks: {
      init: (plot) => {
        box = document.createElement('div');
        box.className = css.box!;
        box.hidden = true;
        plot.over.append(box);
      },
      setCursor: (plot) => {
        const { left, idx } = plot.cursor;
        const time = idx == null ? undefined : plot.data[0][idx];
        box.hidden = left == null || left < 0 || time === undefined;
        if (box.hidden) return;
        box.replaceChildren(
          line(place(time!)),
          ...series.flatMap((one, i) => (one ? valueLine(plot, one, i + 1, idx!) : [])),
          ...(more?.(time!) ?? []).map(line),
        );
        const flip = left! > plot.over.clientWidth / 2;
        box.style.transform = `translateX(${Math.round(left!)}px) translateX(${flip ? 'calc(-100% - 10px)' : '10px'})`;
      },
    },
  };
}

function valueLine(plot: uPlot, series: ReadoutSeries, index: number, idx: number): HTMLElement[] {
  if (plot.series[index]?.show === false) return [];
  const value = lastKnown(plot.data[index]!, idx);
  if (value == null) return [];
  const element = line(
    `${series.label} ${series.decimals === undefined ? inUnits(value, series.unit) : `${fixed(value, series.decimals)}\u00a0${series.unit}`}`,
  );
  if (series.color) {
    const key = document.createElement('i');
    key.style.background = series.color;
    element.prepend(key);
  }
  return [element];
}

/** A series without a value at this very time was last measured a little before. */
function lastKnown(values: ArrayLike<number | null | undefined>, idx: number): number | null {
  for (let i = idx; i >= 0 && i > idx - 12; i--) {
    const value = values[i];
    if (value === null) return null;
    if (value !== undefined) return value;
  }
  return null;
}

function line(text: string): HTMLElement {
  const element = document.createElement('div');
  element.textContent = text;
  return element;
}
