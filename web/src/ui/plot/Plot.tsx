import { useComputedColorScheme } from '@mantine/core';
import { type CSSProperties, useEffect, useRef } from 'react';
import uPlot from 'uplot';
import 'uplot/dist/uPlot.min.css';
import { useZone } from '@/app/prefs';
import type { Zone } from '@/format/time';
import { type PlotColors, plotColors } from './colors';

export type PlotOptions = Omit<uPlot.Options, 'width' | 'height'>;

interface Props {
  /** Names the chart for those who do not see it. */
  label: string;
  height: number;
  data: uPlot.AlignedData;
  /** Keep it the same function until the plot must be built anew. */
  options(colors: PlotColors, zone: Zone): PlotOptions;
  /** Gets the plot when it was built, for those who draw by themselves; null when it goes. */
  onPlot?: (plot: uPlot | null) => void;
  style?: CSSProperties;
}

/** A uPlot canvas as wide as its place, built anew when colours or time zone change. */
export function Plot({ label, height, data, options, onPlot, style }: Props) {
  const place = useRef<HTMLDivElement>(null);
  const plot = useRef<uPlot | null>(null);
  const latest = useRef(data);
  const scheme = useComputedColorScheme('light');
  const zone = useZone();

  useEffect(() => {
    latest.current = data;
    plot.current?.setData(data);
  }, [data]);

  useEffect(() => {
    const element = place.current!;
    const made = new uPlot({ ...options(plotColors(), zone), width: element.clientWidth || 300, height }, latest.current, element);
    plot.current = made;
    onPlot?.(made);
    const sizes = new ResizeObserver(() => made.setSize({ width: element.clientWidth, height }));
    sizes.observe(element);
    return () => {
      sizes.disconnect();
      onPlot?.(null);
      plot.current = null;
      made.destroy();
    };
  }, [options, scheme, zone, height, onPlot]);

  return <div ref={place} role="img" aria-label={label} style={{ height, minWidth: 0, overflow: 'hidden', ...style }} />;
}
