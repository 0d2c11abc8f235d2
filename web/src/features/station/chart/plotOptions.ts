import uPlot from 'uplot';
import type { Zone } from '@/format/time';
import { alarmName } from '@/features/alarms/words';
import { timeAxis, valueAxis } from '@/ui/plot/axes';
import type { PlotColors } from '@/ui/plot/colors';
import type { PlotOptions } from '@/ui/plot/Plot';
import { readout } from '@/ui/plot/readout';
import { type Band, labelRows, union } from './bands';
import type { ChartLine } from './chartData';
import { type Measure } from './measures';
import { aroundScale, zeroScale } from './scales';

const range = (unit: string): uPlot.Range.Function => {
  switch (unit) {
    case 'V':
      return (_u, min, max) => aroundScale(min, max, 10);
    case 'Percent':
      return () => [0, 100];
    default:
      return (_u, min, max) => zeroScale(min, max, unit === 'W' ? 1000 : 10);
  }
};

/** The live chart's look. `bands` is asked at every drawing, for they grow while an alarm is open. */
export const liveOptions =
  (measure: Measure, lines: readonly ChartLine[], bands: () => readonly Band[]) =>
  (colors: PlotColors, zone: Zone): PlotOptions => {
    const phaseColors = [colors['phase-1'], colors['phase-2'], colors['phase-3']];
    const low = lines.findIndex((line) => line.role === 'low') + 1;
    const high = lines.findIndex((line) => line.role === 'high') + 1;
    return {
      padding: [10, 28, 0, 0],
      legend: { show: false },
      cursor: { y: false, drag: { x: false, y: false }, points: { size: 6 } },
      scales: { x: { time: true }, y: { range: range(measure.unit) } },
      axes: [timeAxis(colors, zone), valueAxis(colors, measure.unit)],
      bands: low > 0 ? [{ series: [high, low], fill: colors.area }] : [],
      series: [{}, ...lines.map((line) => seriesOf(line, colors, phaseColors))],
      plugins: [
        bandPlugin(bands, colors),
        readout(
          zone,
          lines.map((line) =>
            line.role === 'value' || line.role === 'limit'
              ? { label: line.label, unit: measure.unit, color: line.role === 'limit' ? colors.copper : phaseColors[line.color]! }
              : null,
          ),
          (time) =>
            bands()
              .filter((b) => b.from <= time && time <= b.to)
              .map((b) => alarmName(b.alarm.kind)),
        ),
      ],
    };
  };

function seriesOf(line: ChartLine, colors: PlotColors, phaseColors: string[]): uPlot.Series {
  switch (line.role) {
    case 'value':
      return { stroke: phaseColors[line.color]!, width: 1.75, points: { show: false } };
    case 'limit':
      return { stroke: colors.copper, width: 1.5, dash: [6, 4], points: { show: false }, paths: stepped };
    default:
      return { stroke: 'transparent', width: 0, points: { show: false } };
  }
}

const stepped = uPlot.paths.stepped!({ align: 1 });

const labelHeight = 14;

function bandPlugin(bands: () => readonly Band[], colors: PlotColors): uPlot.Plugin {
  const draw = (plot: uPlot) => {
    const shown = bands();
    if (shown.length === 0) return;
    const { ctx, bbox } = plot;
    const px = (seconds: number) => Math.max(bbox.left, Math.min(bbox.left + bbox.width, plot.valToPos(seconds, 'x', true)));
    const shade = (stretches: [number, number][], color: string) => {
      ctx.fillStyle = color;
      for (const [from, to] of union(stretches)) ctx.fillRect(px(from), bbox.top, Math.max(1, px(to) - px(from)), bbox.height);
    };
    ctx.save();
    shade(
      shown.map((band) => [band.from, band.to]),
      colors['band-tail'],
    );
    shade(
      shown.map((band) => [band.from, band.seen]),
      colors.band,
    );
    const rows = labelRows(shown);
    shown.forEach((band, i) => {
      const top = bbox.top + rows[i]! * labelHeight * devicePixelRatio;
      label(ctx, alarmName(band.alarm.kind), px(band.from), px(band.to), top, colors.bad);
    });
    ctx.restore();
  };
  return { hooks: { drawAxes: draw } };
}

/** The alarm's name at the top of its band, as far as there is room for it. */
function label(ctx: CanvasRenderingContext2D, text: string, from: number, to: number, top: number, color: string): void {
  const ratio = devicePixelRatio;
  ctx.font = `${11 * ratio}px system-ui, sans-serif`;
  if (ctx.measureText(text).width > to - from - 8 * ratio) return;
  ctx.fillStyle = color;
  ctx.textAlign = 'left';
  ctx.textBaseline = 'top';
  ctx.fillText(text, from + 5 * ratio, top + 4 * ratio);
}
