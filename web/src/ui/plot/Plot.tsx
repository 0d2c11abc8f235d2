import { useComputedColorScheme } from '@mantine/core';
import { useEffect, useRef } from 'react';
import uPlot from 'uplot';
import 'uplot/dist/uPlot.min.css';
import { useZone } from '@/app/prefs';
import type { Zone } from '@/format/time';
import { type PlotColors, plotColors } from './colors';

export type PlotOptions = Omit<uPlot.Options, 'width' | 'height'>;

interface Props {
  /** Names the chart for those who do not see it. */
  label: string;
  /** In pixels; with `fill` the least, and the plot takes what its place has. */
  height: number;
  fill?: boolean;
  /** Whoever moves the time scale does not want new data to move it. */
  keepScale?: boolean;
  data: uPlot.AlignedData;
  /** Keep it the same function until the plot must be built anew. */
  options(colors: PlotColors, zone: Zone): PlotOptions;
  /** Gets the plot when it was built, for those who draw by themselves; null when it goes. */
  onPlot?: (plot: uPlot | null) => void;
}

/** A uPlot canvas as wide as its place, built anew when colours or time zone change. */
export function Plot({ label, height, fill = false, keepScale = false, data, options, onPlot }: Props) {
  const place = useRef<HTMLDivElement>(null);
  const plot = useRef<uPlot | null>(null);
  const latest = useRef(data);
  const scheme = useComputedColorScheme('light');
  const zone = useZone();

  useEffect(() => {
    latest.current = data;
    const made = plot.current;
    if (!made) return;
    if (!keepScale) made.setData(data);
    else {
      const { min, max } = made.scales['x']!;
      made.setData(data, false);
      made.setScale('x', { min: min!, max: max! });
    }
  }, [data, keepScale]);

  useEffect(() => {
    const element = place.current!;
    const sizeOf = () => ({ width: element.clientWidth || 300, height: fill ? Math.max(height, element.clientHeight) : height });
    const made = new uPlot({ ...options(plotColors(), zone), ...sizeOf() }, latest.current, element);
    plot.current = made;
    onPlot?.(made);
    const sizes = new ResizeObserver(() => made.setSize(sizeOf()));
    sizes.observe(element);
    return () => {
      sizes.disconnect();
      onPlot?.(null);
      plot.current = null;
      made.destroy();
    };
  }, [options, scheme, zone, height, fill, onPlot]);

  return (
    <div
      ref={place}
      role="img"
      aria-label={label}
      style={fill ? { flex: 1, minHeight: height, contain: 'size' } : { height, minWidth: 0, overflow: 'hidden' }}
    />
  );
}
