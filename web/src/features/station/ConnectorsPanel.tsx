import type { Connector, Station } from '@/api/types';
import { words } from '@/features/overview/fleetLists';
import { State } from '@/ui/Glyph';
import { Panel } from '@/ui/Panel';
import { Qty } from '@/ui/Qty';
import { connectorLook } from '@/ui/stationState';
import { Ago, Lasting } from '@/ui/When';
import css from './station.module.css';

interface Props {
  station: Station;
  shown: number | undefined;
  onShow(connectorId: number): void;
}

export function ConnectorsPanel({ station, shown, onShow }: Props) {
  const own = station.connectors.find((c) => c.connectorId === 0);
  const outlets = station.connectors.filter((c) => c.connectorId > 0);
  return (
    <Panel
      title="Connectors"
      flush
      live
      aside={
        own && (
          <>
            Station <State look={connectorLook(own.status)} />
          </>
        )
      }
    >
      <div data-off={station.connected ? undefined : ''} className={css.connectors}>
        {own && <Fault connector={own} />}
        {outlets.map((connector) => (
          <button
            type="button"
            key={connector.connectorId}
            className={css.connector}
            aria-pressed={connector.connectorId === shown}
            title="Show in the chart"
            onClick={() => onShow(connector.connectorId)}
          >
            <ConnectorCard connector={connector} />
          </button>
        ))}
        {outlets.length === 0 && <p className={css.none}>None reported yet.</p>}
      </div>
    </Panel>
  );
}

function ConnectorCard({ connector: c }: { connector: Connector }) {
  return (
    <>
      <span className={css.cardHead}>
        <strong>{c.connectorId}</strong>
        <State look={connectorLook(c.status)} />
        <span className="grow" />
        <span className="dim">
          <Ago at={c.statusAt} />
        </span>
      </span>
      <Fault connector={c} />
      <span className={css.values}>
        <Value label="Current">
          <Qty value={c.currentA} unit="A" />
        </Value>
        <Value label="Limit" title={c.limitSource ?? undefined}>
          <Qty value={c.limitA} unit="A" />
        </Value>
        <Value label="Power">
          <Qty value={c.powerW} unit="W" />
        </Value>
        <Value label="Voltage">
          <Qty value={c.voltageV} unit="V" />
        </Value>
        <Value label="SoC">
          <Qty value={c.socPct} unit="Percent" />
        </Value>
        <Value label="Meter">
          <Qty value={c.energyWh} unit="Wh" />
        </Value>
      </span>
      {c.transactionId !== null && (
        <span className={css.running}>
          Transaction #{c.transactionId} · <span className="mono">{c.idTag}</span> · <Lasting from={c.transactionStartedAt} /> ·{' '}
          <Qty value={c.transactionEnergyWh} unit="Wh" />
        </span>
      )}
    </>
  );
}

function Value({ label, title, children }: { label: string; title?: string | undefined; children: React.ReactNode }) {
  return (
    <span title={title}>
      <span className={css.valueLabel}>{label}</span>
      {children}
    </span>
  );
}

function Fault({ connector: c }: { connector: Connector }) {
  if (c.errorCode === 'NoError' && !c.info) return null;
  return (
    <span className={c.errorCode === 'NoError' ? css.info : css.fault}>
      {c.errorCode !== 'NoError' && words(c.errorCode)}
      {c.vendorErrorCode && ` (vendor code ${c.vendorErrorCode})`}
      {c.info && ` ${c.info}`}
    </span>
  );
}
