import { Button } from '@mantine/core';
import { useElementSize, useMediaQuery } from '@mantine/hooks';
import { memo, type PointerEvent, useMemo, useState } from 'react';
import type { Site } from '@/api/siteTypes';
import { inUnits } from '@/format/units';
import { Panel } from '@/ui/Panel';
import { ContactorMarks, GridAndModules, GunBoxes, Still, Wires } from './DiagramParts';
import { findIslands, gunColor } from './energise';
import { crossingAt, type Layout, layOut } from './layout';
import { wiresOf } from './paths';
import { contactorLook } from './words';
import css from './diagram.module.css';

interface Props {
  site: Site;
  onGun(id: string): void;
  onModule(id: string): void;
}

const smallest = 0.35;
const largest = 2;
/** Below this, text is too small to read, and scrolling is better than fitting. */
const readable = 0.8;

/** The site as one line: grid, modules, contactors, guns and vehicles, in the colours of the guns. */
export function Diagram({ site, onGun, onModule }: Props) {
  const phone = useMediaQuery('(max-width: 700px)', undefined, { getInitialValueInEffect: false }) ?? false;
  const { ref, width } = useElementSize();
  const [chosen, setChosen] = useState<number | null>(null);
  const layout = useLayout(site, phone);
  const fit = width > 0 ? (width - 2) / layout.width : 1;
  const zoom = chosen ?? (fit >= readable ? Math.min(fit, 1.2) : phone ? 0.9 : 1);
  const step = (by: number) => setChosen(Math.max(smallest, Math.min(largest, zoom * by)));
  const larger = layout.width > 1.05 * width || chosen !== null;

  return (
    <Panel
      title="One-line diagram"
      flush
      live
      aside={
        <>
          <Legend />
          {larger && (
            <Button.Group>
              <Button variant="default" size="compact-sm" aria-label="Smaller" onClick={() => step(1 / 1.25)}>
                −
              </Button>
              <Button variant="default" size="compact-sm" onClick={() => setChosen(Math.max(smallest, Math.min(1.2, fit)))}>
                Fit
              </Button>
              <Button variant="default" size="compact-sm" onClick={() => setChosen(1)}>
                1:1
              </Button>
              <Button variant="default" size="compact-sm" aria-label="Larger" onClick={() => step(1.25)}>
                +
              </Button>
            </Button.Group>
          )}
        </>
      }
    >
      <div ref={ref}>{width > 0 && <Canvas site={site} layout={layout} zoom={zoom} onGun={onGun} onModule={onModule} />}</div>
    </Panel>
  );
}

/** The layout stays the same object while the site's rows do, whatever they do. */
function useLayout(site: Site, narrow: boolean): Layout {
  const shape = useMemo(
    () => JSON.stringify([site.modules.map((m) => m.id), site.guns.map((g) => g.id), site.contactors.length]),
    [site.modules, site.guns, site.contactors.length],
  );
  // eslint-disable-next-line react-hooks/exhaustive-deps -- states change five times a second, the layout never does
  return useMemo(() => layOut(site, narrow), [shape, narrow]);
}

interface CanvasProps extends Props {
  layout: Layout;
  zoom: number;
}

const Canvas = memo(function Canvas({ site, layout, zoom, onGun, onModule }: CanvasProps) {
  const [at, setAt] = useState<{ module: number; row: number } | null>(null);
  const colors = useMemo(() => new Map(layout.rows.filter((r) => r.isGun).map((r, i) => [r.id, gunColor(i)])), [layout]);
  const islands = useMemo(
    () => findIslands({ modules: site.modules, guns: site.guns, contactors: site.contactors }),
    [site.modules, site.guns, site.contactors],
  );
  const wires = useMemo(() => wiresOf({ contactors: site.contactors }, layout, islands), [site.contactors, layout, islands]);
  const head = layout.headHeight;
  const bodyHeight = layout.height - head;
  const size = (w: number, h: number) => ({ width: w * zoom, height: h * zoom });
  const onMove = (event: PointerEvent<SVGSVGElement>) => {
    const box = event.currentTarget.getBoundingClientRect();
    const found = crossingAt(layout, (event.clientX - box.left) / zoom, (event.clientY - box.top) / zoom + head);
    setAt((now) => (now?.module === found?.module && now?.row === found?.row ? now : found));
  };

  return (
    <>
      <Readout site={site} layout={layout} at={at} joined={islands.joined} />
      <div className={css.scroller} tabIndex={0} role="region" aria-label="Diagram, scrolls">
        <div className={css.canvas} style={{ width: layout.width * zoom }}>
          <svg
            className={css.head}
            viewBox={`0 0 ${layout.right} ${head}`}
            {...size(layout.right, head)}
            role="img"
            aria-label={summary(site)}
          >
            <GridAndModules site={site} layout={layout} colors={colors} islands={islands} wires={wires} onModule={onModule} />
          </svg>
          <svg
            className={css.corner}
            viewBox={`${layout.right} 0 ${layout.width - layout.right} ${head}`}
            {...size(layout.width - layout.right, head)}
          >
            <text x={layout.right + 8} y={24} className={css.cornerText}>
              {inUnits(site.totals.deliveredW, 'W')} of {inUnits(site.limit.valueW, 'W')}
            </text>
            <text x={layout.right + 8} y={40} className={css.cornerNote}>
              limit: {site.limit.source}
            </text>
          </svg>
          <svg
            viewBox={`0 ${head} ${layout.right} ${bodyHeight}`}
            {...size(layout.right, bodyHeight)}
            onPointerMove={onMove}
            onPointerLeave={() => setAt(null)}
            aria-hidden="true"
          >
            {at && <Crosshair layout={layout} at={at} />}
            <Still layout={layout} />
            <Wires wires={wires} colors={colors} dense={!layout.roomy} />
            <ContactorMarks site={site} layout={layout} colors={colors} islands={islands} />
          </svg>
          <svg
            className={css.guns}
            viewBox={`${layout.right} ${head} ${layout.width - layout.right} ${bodyHeight}`}
            {...size(layout.width - layout.right, bodyHeight)}
            aria-hidden="true"
          >
            <GunBoxes site={site} layout={layout} colors={colors} islands={islands} onGun={onGun} />
          </svg>
        </div>
      </div>
    </>
  );
});

function Crosshair({ layout, at }: { layout: Layout; at: { module: number; row: number } }) {
  const x = layout.modules[at.module]!.x;
  const y = layout.rows[at.row]!.y;
  return (
    <g className={css.crosshair}>
      <rect x={x - layout.column / 2} y={layout.headHeight} width={layout.column} height={layout.height - layout.headHeight} />
      <rect x={0} y={y - layout.row / 2} width={layout.right} height={layout.row} />
    </g>
  );
}

/** What is under the pointer, in words. */
function Readout({
  site,
  layout,
  at,
  joined,
}: {
  site: Site;
  layout: Layout;
  at: { module: number; row: number } | null;
  joined: Set<string>;
}) {
  if (joined.size > 0)
    return (
      <p className={css.readout} data-bad>
        {[...joined].join(' and ')} are joined by contactors.
      </p>
    );
  if (!at) return <p className={css.readout}>Point at a crossing to read its contactor; a module or a gun opens.</p>;
  const module = layout.modules[at.module]!.id;
  const row = layout.rows[at.row]!.id;
  const contactor = site.contactors.find((c) => (c.from === module && c.to === row) || (c.from === row && c.to === module));
  return (
    <p className={css.readout}>
      <strong>{module}</strong> to <strong>{row}</strong>:{' '}
      {contactor
        ? `${contactor.id} ${contactorLook(contactor.state).label.toLowerCase()}, ${contactor.cycles ?? '–'} cycles, wear ${inUnits(contactor.wearPct, '%')}`
        : 'no contactor'}
    </p>
  );
}

function Legend() {
  return (
    <span className={css.legend}>
      <span>
        <svg width="12" height="12" viewBox="-6 -6 12 12" aria-hidden="true">
          <circle r="4" className={css.closedKey} />
        </svg>
        closed
      </span>
      <span>
        <svg width="12" height="12" viewBox="-6 -6 12 12" aria-hidden="true">
          <circle r="4" className={css.changing} />
        </svg>
        switching
      </span>
      <span>
        <svg width="12" height="12" viewBox="-6 -6 12 12" aria-hidden="true">
          <rect x="-5" y="-5" width="10" height="10" className={css.welded} />
          <path d="M-2.5-2.5 2.5 2.5M2.5-2.5-2.5 2.5" className={css.weldedCross} />
        </svg>
        welded
      </span>
      <span>
        <svg width="12" height="12" viewBox="-6 -6 12 12" aria-hidden="true">
          <rect x="-4.5" y="-4.5" width="9" height="9" className={css.stuck} />
          <path d="M-2-2 2 2M2-2-2 2" className={css.stuck} />
        </svg>
        stuck open
      </span>
    </span>
  );
}

const summary = (site: Site): string =>
  `${site.modules.length} modules, ${site.guns.length} guns, ${site.contactors.filter((c) => c.state === 'closed').length} of ${site.contactors.length} contactors closed`;
