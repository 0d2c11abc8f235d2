import { Modal } from '@mantine/core';
import { useMemo, useState } from 'react';
import { useNavigate } from 'react-router';
import type { SiteSummary } from '@/api/siteTypes';
import { useSites } from '@/features/site/query';
import { siteLook } from '@/features/site/words';
import { fleet } from '@/live/fleet';
import { State } from '@/ui/Glyph';
import { stationLook } from '@/ui/stationState';
import { pages } from './pages';
import { bestStations } from './paletteSearch';
import { addressOf, allViews } from './views';
import css from './Palette.module.css';

interface Target {
  path: string;
  name: string;
  detail: React.ReactNode;
}

export function Palette({ opened, onClose }: { opened: boolean; onClose(): void }) {
  return (
    <Modal
      opened={opened}
      onClose={onClose}
      withCloseButton={false}
      padding={0}
      transitionProps={{ duration: 0 }}
      size={560}
      yOffset="12vh"
      attributes={{ content: { 'aria-label': 'Go to' } }}
    >
      {opened && <PaletteBody onClose={onClose} />}
    </Modal>
  );
}

function PaletteBody({ onClose }: { onClose(): void }) {
  const navigate = useNavigate();
  const [typed, setTyped] = useState('');
  const [picked, setPicked] = useState(0);
  const sites = useSites().data;
  const targets = useMemo(() => find(typed, sites), [typed, sites]);
  const go = (target: Target | undefined) => {
    if (!target) return;
    onClose();
    void navigate(target.path);
  };
  const onKeyDown = (event: React.KeyboardEvent) => {
    const step = event.key === 'ArrowDown' ? 1 : event.key === 'ArrowUp' ? -1 : 0;
    if (step !== 0) {
      event.preventDefault();
      setPicked((now) => (now + step + targets.length) % Math.max(1, targets.length));
    } else if (event.key === 'Enter') go(targets[picked]);
  };
  return (
    <div>
      <input
        className={css.input}
        data-autofocus
        autoFocus
        role="combobox"
        aria-expanded="true"
        aria-controls="palette-targets"
        aria-activedescendant={targets.length ? `palette-${picked}` : undefined}
        aria-label="Station, site, page or view"
        placeholder="Station, site, page or view"
        value={typed}
        onKeyDown={onKeyDown}
        onChange={(event) => {
          setTyped(event.currentTarget.value);
          setPicked(0);
        }}
      />
      <ul id="palette-targets" role="listbox" className={css.list} aria-label="Targets">
        {targets.map((target, i) => (
          <li
            key={`${target.path} ${i}`}
            id={`palette-${i}`}
            role="option"
            aria-selected={i === picked}
            className={css.target}
            onPointerMove={() => setPicked(i)}
            onClick={() => go(target)}
          >
            <span className="cut grow">{target.name}</span>
            <span className="dim">{target.detail}</span>
          </li>
        ))}
        {targets.length === 0 && <li className={css.none}>No station, site or page is called like that.</li>}
      </ul>
    </div>
  );
}

const mostSites = 6;
const pageName = (path: string) => pages.find((page) => page.path === path)?.name.toLowerCase() ?? path;

function find(typed: string, sites: SiteSummary[] | undefined): Target[] {
  const wanted = typed.trim().toLowerCase();
  const found = pages
    .filter((page) => page.name.toLowerCase().includes(wanted))
    .map((page): Target => ({ path: page.path, name: page.name, detail: <kbd>g {page.key}</kbd> }));
  const stations = wanted ? bestStations(fleet.all(), wanted, 12) : [];
  return [
    ...stations.map((station): Target => ({
      path: `/stations/${encodeURIComponent(station.id)}`,
      name: station.displayName ? `${station.id} · ${station.displayName}` : station.id,
      detail: <State look={stationLook(station)} />,
    })),
    ...(wanted ? (sites ?? []) : [])
      .filter((site) => `${site.id}\n${site.name}`.toLowerCase().includes(wanted))
      .slice(0, mostSites)
      .map((site): Target => ({
        path: `/sites/${encodeURIComponent(site.id)}`,
        name: site.name === site.id ? site.id : `${site.id} · ${site.name}`,
        detail: <State look={siteLook(site)} />,
      })),
    ...(wanted ? allViews() : [])
      .filter((view) => view.name.toLowerCase().includes(wanted))
      .map((view): Target => ({ path: addressOf(view), name: view.name, detail: `View of ${pageName(view.path)}` })),
    ...found,
  ];
}
