import { memo } from 'react';
import type { Site, SiteContactor, SiteGun, SiteModule } from '@/api/siteTypes';
import { fixed, inUnits } from '@/format/units';
import { Glyph } from '@/ui/Glyph';
import type { Islands } from './energise';
import type { Layout } from './layout';
import { stillWires, type Wire } from './paths';
import { contactorLook, gunLook, isGunBad, moduleLook } from './words';
import css from './diagram.module.css';

interface Parts {
  site: Site;
  layout: Layout;
  colors: Map<string, string>;
  islands: Islands;
}

const isOn = (module: SiteModule) => module.state === 'charging' || module.state === 'ready' || module.state === 'derated';

/** The grid's bar and the modules under it. */
export function GridAndModules({ site, layout, colors, islands, wires, onModule }: Parts & { wires: Wire[]; onModule(id: string): void }) {
  const { grid, moduleTop, moduleHeight, moduleWidth } = layout;
  const every = layout.column < 20 ? 10 : 5;
  return (
    <>
      <line x1={grid.x1} x2={grid.x2} y1={grid.y} y2={grid.y} className={css.gridBar} />
      <text x={grid.x1} y={grid.y - 7} className={css.small}>
        Grid
      </text>
      {site.modules.map((module, i) => {
        const x = layout.modules[i]!.x;
        const left = x - moduleWidth / 2;
        const color = (module.gun && colors.get(module.gun)) ?? colors.get(islands.gunOf.get(module.id) ?? '');
        const load = module.maxPowerW > 0 ? Math.max(0, Math.min(1, (module.powerW ?? 0) / module.maxPowerW)) : 0;
        const look = moduleLook(module);
        return (
          <g key={module.id} className={css.module} data-state={module.state} style={{ color }} onClick={() => onModule(module.id)}>
            <title>{`${module.id}: ${look.label}${module.gun ? `, with ${module.gun}` : ''}, ${inUnits(module.powerW, 'W')}`}</title>
            <line x1={x} x2={x} y1={grid.y} y2={moduleTop} className={isOn(module) ? css.feedOn : css.feed} />
            <rect x={left} y={moduleTop} width={moduleWidth} height={moduleHeight} rx={layout.roomy ? 4 : 2} className={css.box} />
            {load > 0 && (
              <rect
                x={left}
                y={moduleTop + moduleHeight * (1 - (layout.roomy ? 0.09 : load))}
                width={layout.roomy ? moduleWidth * load : moduleWidth}
                height={moduleHeight * (layout.roomy ? 0.09 : load)}
                rx={1}
                className={css.load}
              />
            )}
            {layout.roomy ? (
              <>
                <text x={x} y={moduleTop + 17} className={css.moduleName}>
                  {module.id}
                </text>
                <text x={x} y={moduleTop + 33} className={css.moduleValue}>
                  {isOn(module) ? (moduleWidth < 56 ? fixed((module.powerW ?? 0) / 1000, 1) : inUnits(module.powerW, 'W')) : look.label}
                </text>
              </>
            ) : (
              (i + 1) % every === 0 && (
                <text x={x} y={grid.y - 7} className={css.tick}>
                  {module.id}
                </text>
              )
            )}
          </g>
        );
      })}
      <Wires wires={wires} colors={colors} dense={!layout.roomy} />
    </>
  );
}

/** Wires without current and contactors that are open: the same whatever the site does. A wire ends at its last contactor. */
export const Still = memo(function Still({ layout }: { layout: Layout }) {
  const { columns, rows } = stillWires(layout);
  const links = layout.contactors.filter((s) => s.kind !== 'cross');
  return (
    <>
      <path
        d={[
          ...columns.map(({ x, to }) => `M${x} ${layout.headHeight - 1}V${to}`),
          ...rows.map(({ y, from, to }) => `M${from} ${y}H${to}`),
          ...links.map(({ x, y, x2, y2 }) => `M${x} ${y}L${x2} ${y2}`),
        ].join('')}
        className={css.wire}
      />
      <path
        d={layout.contactors.map(({ x, y, x2, y2 }) => `M${(x + x2) / 2} ${(y + y2) / 2}h0`).join('')}
        className={css.open}
        data-dense={layout.roomy ? undefined : ''}
      />
    </>
  );
});

export function Wires({ wires, colors, dense }: { wires: Wire[]; colors: Map<string, string>; dense: boolean }) {
  return (
    <g data-dense={dense || undefined}>
      {wires.map(({ key, gun, live, x1, y1, x2, y2 }) => (
        <line key={key} x1={x1} y1={y1} x2={x2} y2={y2} className={live ? css.live : css.joined} stroke={colors.get(gun)} />
      ))}
    </g>
  );
}

/** Contactors that are not simply open. */
export function ContactorMarks({ site, layout, colors, islands }: Parts) {
  const r = layout.roomy ? 5 : 3.6;
  return (
    <>
      {site.contactors.flatMap((contactor, i) => {
        if (contactor.state === 'open') return [];
        const { x, y, x2, y2 } = layout.contactors[i]!;
        const gun = islands.gunOf.get(contactor.to) ?? islands.gunOf.get(contactor.from) ?? '';
        return [
          <g key={contactor.id} transform={`translate(${(x + x2) / 2} ${(y + y2) / 2})`}>
            <Mark contactor={contactor} r={r} color={colors.get(gun)} />
          </g>,
        ];
      })}
    </>
  );
}

function Mark({ contactor: { state }, r, color }: { contactor: Pick<SiteContactor, 'state'>; r: number; color: string | undefined }) {
  const d = r * 0.55;
  const cross = `M${-d} ${-d}L${d} ${d}M${d} ${-d}L${-d} ${d}`;
  switch (state) {
    case 'closed':
      return <circle r={r} className={css.closed} fill={color} />;
    case 'opening':
    case 'closing':
      return <circle r={r} className={css.changing} />;
    case 'welded':
      return (
        <>
          <rect x={-r - 1.5} y={-r - 1.5} width={2 * r + 3} height={2 * r + 3} className={css.welded} />
          <path d={cross} className={css.weldedCross} />
        </>
      );
    case 'stuckOpen':
      return (
        <>
          <rect x={-r} y={-r} width={2 * r} height={2 * r} className={css.stuck} />
          <path d={cross} className={css.stuck} />
        </>
      );
    case 'unknown':
      return <rect x={-r + 1} y={-r + 1} width={2 * r - 2} height={2 * r - 2} transform="rotate(45)" className={css.unknown} />;
    default:
      return null;
  }
}

/** The guns at the right end of their rows, each with its output contactor and its vehicle. */
export function GunBoxes({ site, layout, colors, islands, onGun }: Parts & { onGun(id: string): void }) {
  const byId = new Map(site.guns.map((gun) => [gun.id, gun]));
  return (
    <>
      {layout.rows.map(({ id, y }) => {
        const gun = byId.get(id);
        return gun ? (
          <GunBox key={id} gun={gun} y={y} layout={layout} color={colors.get(id)} live={islands.live.has(id)} onGun={onGun} />
        ) : (
          <text key={id} x={layout.right + 8} y={y + 4} className={css.small}>
            {id}
          </text>
        );
      })}
    </>
  );
}

interface GunBoxProps {
  gun: SiteGun;
  y: number;
  layout: Layout;
  color: string | undefined;
  live: boolean;
  onGun(id: string): void;
}

function GunBox({ gun, y, layout, color, live, onGun }: GunBoxProps) {
  const tall = layout.row >= 32;
  const height = layout.row - (tall ? 8 : 3);
  const left = layout.right + 18;
  const width = layout.gunWidth - 22;
  const end = left + width;
  const look = gunLook(gun);
  const soc = gun.vehicle?.socPct ?? null;
  const busy = gun.state !== 'standby' && gun.state !== 'fault';
  /** On a phone only the name and what flows have room in a low row. */
  const tight = !tall && width < 150;
  const flows = Math.abs(gun.measured.powerW ?? 0) > 50;
  const value = busy || flows ? inUnits(gun.measured.powerW, 'W') : '';
  return (
    <g
      className={css.gun}
      data-bad={isGunBad(gun) || undefined}
      data-out={!gun.operative || undefined}
      style={{ color }}
      onClick={() => onGun(gun.id)}
    >
      <title>{`${gun.id}: ${look.label}, ${inUnits(gun.measured.powerW, 'W')}, output contactor ${contactorLook(gun.outputContactor).label.toLowerCase()}`}</title>
      <line x1={layout.right} x2={left} y1={y} y2={y} className={live ? css.live : css.joined} stroke="currentColor" />
      <g transform={`translate(${layout.right + 9} ${y})`}>
        {gun.outputContactor === 'open' ? (
          <circle r={4} className={css.outputOpen} />
        ) : (
          <Mark contactor={{ state: gun.outputContactor }} r={4.5} color={color} />
        )}
      </g>
      <rect x={left} y={y - height / 2} width={width} height={height} rx={4} className={css.box} />
      <rect x={left} y={y - height / 2} width={5} height={height} rx={2} className={css.stripe} />
      <text x={left + 12} y={tall ? y - 2 : y + 4} className={css.gunName}>
        {gun.id}
      </text>
      {tall ? (
        <>
          <g transform={`translate(${left + 12} ${y + 4.5})`}>
            <Glyph look={look} size={10} />
          </g>
          <text x={left + 26} y={y + 13} className={css.gunState}>
            {look.label}
          </text>
          <text x={end - 8} y={y - 2} className={css.gunValue}>
            {value}
          </text>
          {gun.vehicle?.connected && <Vehicle x={end - 8} y={y + 9} socPct={soc} />}
        </>
      ) : (
        <>
          {(!tight || !value) && (
            <g transform={`translate(${left + 62} ${y - 5})`}>
              <Glyph look={look} size={10} />
            </g>
          )}
          <text x={tight ? end - 6 : end - 36} y={y + 4} className={css.gunValue}>
            {value}
          </text>
          {gun.vehicle?.connected && !tight && <Vehicle x={end - 6} y={y} socPct={soc} />}
        </>
      )}
    </g>
  );
}

/** A battery, filled by the state of charge; it ends at x. */
function Vehicle({ x, y, socPct }: { x: number; y: number; socPct: number | null }) {
  return (
    <g transform={`translate(${x - 25} ${y - 5})`}>
      <rect width={22} height={10} rx={2} className={css.battery} />
      <rect x={22} y={3} width={3} height={4} className={css.batteryCap} />
      {socPct !== null && (
        <rect x={1.5} y={1.5} width={(19 * Math.max(0, Math.min(100, socPct))) / 100} height={7} className={css.batteryFill} />
      )}
    </g>
  );
}
