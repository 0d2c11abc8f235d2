import { Button } from '@mantine/core';
import { useCallback, useMemo, useState } from 'react';
import { Link, useParams } from 'react-router';
import type { Site } from '@/api/siteTypes';
import { text, useFilters } from '@/app/filters';
import { useMay } from '@/features/session/session';
import { inUnits } from '@/format/units';
import { State } from '@/ui/Glyph';
import { BackIcon } from '@/ui/icons';
import { Empty, ErrorNote } from '@/ui/Note';
import { RowSkeletons } from '@/ui/Rows';
import { Diagram } from './Diagram';
import { EmergencyStopButton, EmergencyStopNote } from './EmergencyStop';
import { GunsPanel } from './GunsPanel';
import { LimitDialog } from './LimitDialog';
import { ListsPanel } from './ListsPanel';
import { ModuleDrawer } from './ModuleDrawer';
import { PolicyDialog } from './PolicyDialog';
import { isUnknownSite, siteCommands, useSite } from './query';
import { SiteTotals } from './SiteTotals';
import { isContactorBad, isGunBad, isModuleBad, policyWords, siteLook } from './words';
import css from './site.module.css';

export function SitePage() {
  const { id = '' } = useParams();
  return <Body key={id} id={id} />;
}

function Body({ id }: { id: string }) {
  const { site, error, retry } = useSite(id);
  if (site) return <Whole site={site} />;
  if (isUnknownSite(error))
    return (
      <Empty title={`No site is called ${id}`}>
        See <Link to="/sites">all sites</Link>.
      </Empty>
    );
  if (error) return <ErrorNote error={error} retry={retry} />;
  return <RowSkeletons rows={12} />;
}

const spec = { module: text, gun: text };

function Whole({ site }: { site: Site }) {
  const may = useMay('Operator');
  const [{ module }, change] = useFilters(spec);
  const commands = useMemo(() => siteCommands(site.id), [site.id]);
  const onModule = useCallback((wanted: string) => change({ module: wanted }), [change]);
  const onGun = useCallback((wanted: string) => change({ gun: wanted }), [change]);
  return (
    <div className={css.page} data-offline={site.online ? undefined : ''}>
      <Head site={site} may={may} commands={commands} />
      {!site.online && (
        <div role="status" className={css.offline}>
          <strong>Offline.</strong> The site controller does not report; this is the last that was heard.
        </div>
      )}
      <EmergencyStopNote site={site} commands={commands} may={may} />
      <SiteTotals site={site} />
      {site.modules.length + site.guns.length === 0 ? (
        <Empty title="Nothing is configured here">The site’s file names no modules and no guns.</Empty>
      ) : (
        <>
          <Diagram site={site} onGun={onGun} onModule={onModule} />
          <GunsPanel site={site} commands={commands} may={may} />
          <ListsPanel site={site} onModule={onModule} />
        </>
      )}
      <ModuleDrawer site={site} id={module} commands={commands} may={may} onClose={() => change({ module: undefined })} />
    </div>
  );
}

function Head({ site, may, commands }: { site: Site; may: boolean; commands: ReturnType<typeof siteCommands> }) {
  const [dialog, setDialog] = useState<'limit' | 'policy' | null>(null);
  const close = () => setDialog(null);
  const faults =
    site.guns.filter(isGunBad).length + site.modules.filter(isModuleBad).length + site.contactors.filter(isContactorBad).length;
  const charging = site.guns.filter((gun) => gun.state === 'charge').length;
  return (
    <header className={css.head}>
      <Link to="/sites" className={css.back} aria-label="All sites">
        <BackIcon />
      </Link>
      <h1>{site.name}</h1>
      {site.name !== site.id && <span className="dim">{site.id}</span>}
      <State look={siteLook({ online: site.online, emergencyStop: site.emergencyStop.active, faults, charging })} strong />
      <span className="grow" />
      {may ? (
        <div className={css.actions}>
          <Button variant="default" disabled={!site.online} onClick={() => setDialog('policy')}>
            Policy: {policyWords(site.policy).name}
          </Button>
          <Button variant="default" disabled={!site.online} onClick={() => setDialog('limit')}>
            {site.ownLimitW === null ? 'Limit' : `Limit ${inUnits(site.ownLimitW, 'W')}`}
          </Button>
          {!site.emergencyStop.active && <EmergencyStopButton site={site} commands={commands} />}
        </div>
      ) : (
        <span className="dim">policy: {policyWords(site.policy).name}</span>
      )}
      <LimitDialog
        opened={dialog === 'limit'}
        onClose={close}
        what={site.name}
        now={site.limit}
        ownW={site.ownLimitW}
        onSet={commands.setLimit}
      />
      <PolicyDialog site={site} opened={dialog === 'policy'} onClose={close} onSet={commands.setPolicy} />
    </header>
  );
}
