import { useCallback, useEffect, useMemo, useRef, useState } from 'react';
import type uPlot from 'uplot';
import type { Alarm, Connector } from '@/api/types';
import { serverNow } from '@/live/serverClock';
import { Plot } from '@/ui/plot/Plot';
import { anomalyBands, bandsWithin } from './bands';
import { chartData, type ChartData } from './chartData';
import { ChartNotice } from './ChartNotice';
import type { StationFeed } from './feed';
import { measures, type MeasureName, resolutionS, type WindowS } from './measures';
import { liveOptions } from './plotOptions';
import { useHistory } from './useHistory';
import { useScroll } from './useScroll';

interface Props {
  stationId: string;
  connector: Connector;
  feed: StationFeed;
  alarms: readonly Alarm[];
  measureName: MeasureName;
  windowS: WindowS;
  /** Middle of a window in the past in ms; null for the live one. */
  atMs: number | null;
  /** Right edge at which the chart was paused, in seconds; null while it runs. */
  pausedAt: number | null;
  onWindow(windowS: WindowS): void;
}

const nowS = () => serverNow() / 1000;

export function LiveChart({ stationId, connector, feed, alarms, measureName, windowS, atMs, pausedAt, onWindow }: Props) {
  const measure = measures[measureName];
  const { connectorId } = connector;
  const wanted = { stationId, connectorId, windowS, atMs, shiftMs: feed.shift };
  const history = useHistory({ ...wanted, measurand: measure.measurand });
  const limitHistory = useHistory({ ...wanted, measurand: measure.limit });
  const flatLimit = measureName === 'current' ? connector.limitA : null;
  const fixedEdge = atMs !== null ? atMs / 1000 + windowS / 2 : pausedAt;
  const edge = useCallback(() => fixedEdge ?? nowS(), [fixedEdge]);

  const build = useCallback((): ChartData => {
    const to = edge() + (fixedEdge === null ? 5 : 0);
    return chartData({
      feed,
      live: atMs === null,
      connectorId,
      label: measure.label,
      measurand: measure.measurand,
      limit: measure.limit,
      history: history.data?.points ?? [],
      limitHistory: limitHistory.data?.points ?? [],
      stepS: resolutionS[windowS],
      flatLimit,
      from: to - windowS - 10,
      to,
    });
  }, [feed, connectorId, measure, history.data, limitHistory.data, flatLimit, windowS, atMs, edge, fixedEdge]);

  const [data, setData] = useState(build);
  const dirty = useRef(false);
  useEffect(() => setData(build()), [build]);
  const last = useRef(data.last);
  useEffect(() => {
    last.current = data.last;
  }, [data]);
  useEffect(() => feed.subscribe(() => (dirty.current = true)), [feed]);

  // A line more or less is another plot; new values of the same lines are only new data.
  const shape = JSON.stringify(data.lines);
  const latestBands = useRef(() => [] as ReturnType<typeof anomalyBands>);
  useEffect(() => {
    latestBands.current = () => bandsWithin(anomalyBands(alarms, connectorId, nowS(), feed.shift / 1000), edge() - windowS, edge());
  }, [alarms, connectorId, windowS, edge, feed]);
  const options = useMemo(
    () => liveOptions(measure, JSON.parse(shape) as ChartData['lines'], () => latestBands.current()),
    [measure, shape],
  );

  const plot = useRef<uPlot | null>(null);
  const onPlot = useCallback(
    (made: uPlot | null) => {
      plot.current = made;
      made?.setScale('x', { min: edge() - windowS, max: edge() });
    },
    [edge, windowS],
  );
  const take = useCallback(() => {
    if (!dirty.current) return null;
    dirty.current = false;
    const next = build();
    last.current = next.last;
    if (JSON.stringify(next.lines) !== shape || (next.last === null) !== (data.last === null)) {
      setData(next);
      return null;
    }
    return next.columns;
  }, [build, shape, data.last]);
  useScroll({ plot, windowS, now: edge, running: fixedEdge === null, take });
  useEffect(() => {
    if (fixedEdge !== null) plot.current?.setScale('x', { min: fixedEdge - windowS, max: fixedEdge });
  }, [data, alarms, fixedEdge, windowS]);

  return (
    <div style={{ position: 'relative', display: 'flex', flex: 1 }}>
      <Plot
        label={`${measure.label} of connector ${connectorId}`}
        height={280}
        fill
        keepScale
        data={data.columns}
        options={options}
        onPlot={onPlot}
      />
      <ChartNotice
        loading={history.isLoading}
        error={history.error}
        measure={measure.label}
        last={() => last.current}
        from={() => edge() - windowS}
        windowS={windowS}
        past={atMs !== null}
        onWindow={onWindow}
      />
    </div>
  );
}
