import { Button } from '@mantine/core';
import { memo, type ReactNode, useState } from 'react';
import type { SiteGun } from '@/api/siteTypes';
import { inUnits, nothing } from '@/format/units';
import { Confirm } from '@/ui/Confirm';
import { State } from '@/ui/Glyph';
import { Qty } from '@/ui/Qty';
import { Lasting } from '@/ui/When';
import { LimitDialog } from './LimitDialog';
import { type SiteCommands, useSiteCommand } from './query';
import { contactorLook, gunLook, isGunBad, isolationLook, whyWords } from './words';
import css from './site.module.css';

interface Props {
  gun: SiteGun;
  color: string;
  commands: SiteCommands;
  may: boolean;
  picked: boolean;
  online: boolean;
}

/** One gun: its session, what it asks for, what it gets, and why not more. */
export const GunCard = memo(function GunCard({ gun, color, commands, may, picked, online }: Props) {
  const [limiting, setLimiting] = useState(false);
  const stop = useSiteCommand();
  const { measured, target, vehicle } = gun;
  const running = gun.state !== 'standby' && gun.state !== 'fault' && gun.state !== 'transition';
  const share = gun.limit.valueW > 0 ? Math.max(0, Math.min(1, Math.abs(measured.powerW ?? 0) / gun.limit.valueW)) : 0;
  return (
    <article
      className={css.card}
      data-bad={isGunBad(gun) || undefined}
      data-picked={picked || undefined}
      style={{ borderLeftColor: color }}
      aria-label={`Gun ${gun.id}`}
    >
      <header className={css.cardHead}>
        <strong>{gun.id}</strong>
        <State look={gunLook(gun)} />
        <span className="grow" />
        <span className="dim" title="In this state since">
          <Lasting from={gun.fault?.since ?? gun.since} />
        </span>
      </header>
      <p className={`${css.why} ${gun.fault ? css.badText : 'dim'}`} title={`${gun.fault ? `${gun.fault.code}: ` : ''}${whyWords(gun)}`}>
        {whyWords(gun)}
      </p>
      <div className={css.powerLine}>
        <span className={css.power}>
          <Qty value={measured.powerW} unit="W" />
        </span>
        <span className={css.share} role="presentation">
          <span style={{ width: `${share * 100}%`, background: color }} />
        </span>
        <span className="dim" title={`Limit: ${gun.limit.source}`}>
          of {inUnits(gun.limit.valueW, 'W')}
        </span>
      </div>
      <dl className={css.values}>
        <Value label="Measured">{`${inUnits(measured.voltageV, 'V')} · ${inUnits(measured.currentA, 'A')}`}</Value>
        <Value label="Target">{target ? `${inUnits(target.voltageV, 'V')} · ${inUnits(target.currentA, 'A')}` : nothing}</Value>
        <Value label="Vehicle">
          {vehicle?.connected ? `${vehicle.socPct === null ? '' : `${inUnits(vehicle.socPct, '%')} · `}${vehicle.id ?? 'no id'}` : nothing}
        </Value>
        <Value label="Energy">{inUnits(measured.energyWh, 'Wh')}</Value>
        <Value label="Insulation">
          <State look={isolationLook(gun.isolation.status)} />
          {gun.isolation.resistanceKOhm !== null && <span className="dim">&nbsp;{inUnits(gun.isolation.resistanceKOhm, 'kΩ')}</span>}
        </Value>
        <Value label="Output">
          <State look={contactorLook(gun.outputContactor)} />
          {gun.temperatureC !== null && <span className="dim">&nbsp;{inUnits(gun.temperatureC, 'Celsius')}</span>}
        </Value>
      </dl>
      <footer className={css.cardFoot}>
        <span className="cut dim grow" title={gun.modules.join(', ')}>
          {gun.modules.length === 0 ? 'no modules' : gun.modules.join(' ')}
        </span>
        {stop.error ? <span className={css.badText}>{stop.error.message}</span> : null}
        {may && (
          <>
            {gun.ownLimitW !== null && <span className={css.own}>{inUnits(gun.ownLimitW, 'W')}</span>}
            <Button variant="subtle" size="compact-xs" disabled={!online} onClick={() => setLimiting(true)}>
              Limit
            </Button>
            {running && online && (
              <Confirm
                compact
                label="Stop"
                question={`End the session at ${gun.id}? Its vehicle stops charging.`}
                yes="Stop it"
                onYes={() => stop.mutate(() => commands.stopGun(gun.id))}
              />
            )}
          </>
        )}
      </footer>
      <LimitDialog
        opened={limiting}
        onClose={() => setLimiting(false)}
        what={gun.id}
        now={gun.limit}
        ownW={gun.ownLimitW}
        onSet={(limitW) => commands.setGunLimit(gun.id, limitW)}
      />
    </article>
  );
});

function Value({ label, children }: { label: string; children: ReactNode }) {
  return (
    <div>
      <dt>{label}</dt>
      <dd className="cut">{children}</dd>
    </div>
  );
}
