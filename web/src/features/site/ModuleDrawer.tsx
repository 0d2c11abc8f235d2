import { Drawer } from '@mantine/core';
import { useMediaQuery } from '@mantine/hooks';
import type { Site, SiteModule } from '@/api/siteTypes';
import { count, inUnits } from '@/format/units';
import { Confirm } from '@/ui/Confirm';
import { type Fact, Facts } from '@/ui/Facts';
import { State } from '@/ui/Glyph';
import { Empty, ErrorNote } from '@/ui/Note';
import { SeverityMark } from '@/ui/Severity';
import { type SiteCommands, useSiteCommand } from './query';
import { contactorLook, isModuleBad, moduleLook, severityOf } from './words';
import css from './site.module.css';

interface Props {
  site: Site;
  id: string | undefined;
  commands: SiteCommands;
  may: boolean;
  onClose(): void;
}

export function ModuleDrawer({ site, id, commands, may, onClose }: Props) {
  const phone = useMediaQuery('(max-width: 700px)') ?? false;
  const module = site.modules.find((m) => m.id === id);
  return (
    <Drawer opened={id !== undefined} onClose={onClose} size={phone ? '100%' : 520} title={<strong>Module {id}</strong>}>
      {id !== undefined &&
        (module ? <Details site={site} module={module} commands={commands} may={may} /> : <Empty title={`No module is called ${id}`} />)}
    </Drawer>
  );
}

function Details({ site, module: m, commands, may }: { site: Site; module: SiteModule; commands: SiteCommands; may: boolean }) {
  const recover = useSiteCommand();
  const contactors = site.contactors.filter((c) => (c.from === m.id || c.to === m.id) && c.state !== 'open');
  const facts: Fact[] = [
    ['State', <State look={moduleLook(m)} />],
    ['Gun', m.gun],
    ['Power', `${inUnits(m.powerW, 'W')} of ${inUnits(m.maxPowerW, 'W')}`],
    ['Measured', `${inUnits(m.voltageV, 'V')} · ${inUnits(m.currentA, 'A')}`],
    ['Told', `${inUnits(m.setVoltageV, 'V')} · ${inUnits(m.setCurrentA, 'A')}`],
    ['Temperature', inUnits(m.temperatureC, 'Celsius')],
    ['Family', m.family],
    ['Bus', `${m.bus}, address ${m.address}`],
    ['Serial', m.serial && <span className="mono">{m.serial}</span>],
    ['Lost frames', count(m.lostFrames)],
  ];
  return (
    <div style={{ display: 'grid', gap: 16 }}>
      <Facts facts={facts} />
      <section aria-label="Errors">
        <h3>Errors</h3>
        {m.errors.length === 0 ? (
          <p className="dim">None.</p>
        ) : (
          <ul className={css.errors}>
            {m.errors.map((error) => (
              <li key={error.code}>
                <SeverityMark severity={severityOf(error.severity)} size={12} />
                <span className="grow">{error.text}</span>
                <span className="dim mono">{error.code}</span>
              </li>
            ))}
          </ul>
        )}
      </section>
      {contactors.length > 0 && (
        <section aria-label="Contactors">
          <h3>Contactors that are not open</h3>
          <ul className={css.errors}>
            {contactors.map((c) => (
              <li key={c.id}>
                <span className="mono">{c.id}</span>
                <span className="grow dim">to {c.from === m.id ? c.to : c.from}</span>
                <State look={contactorLook(c.state)} />
              </li>
            ))}
          </ul>
        </section>
      )}
      {may && (isModuleBad(m) || m.errors.length > 0) && (
        <div className="row">
          <Confirm
            label="Recover"
            question={`Clear the faults of ${m.id} and take it back into use?`}
            yes="Recover it"
            onYes={() => recover.mutate(() => commands.recover(m.id))}
          />
        </div>
      )}
      {recover.error && <ErrorNote error={recover.error} />}
    </div>
  );
}
