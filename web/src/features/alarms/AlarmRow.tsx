import { Button, Checkbox } from '@mantine/core';
import { memo } from 'react';
import { Link } from 'react-router';
import type { Alarm } from '@/api/types';
import { SeverityMark } from '@/ui/Severity';
import { Ago, Lasting } from '@/ui/When';
import { alarmName } from './words';
import css from './alarms.module.css';
import table from '@/ui/table.module.css';

interface Props {
  alarm: Alarm;
  may: boolean;
  withStation: boolean;
  open: boolean;
  picked: boolean;
  selected: boolean;
  onSelect(id: number): void;
  onToggle(id: number): void;
  onAcknowledge(id: number): void;
}

export const AlarmRow = memo(function AlarmRow({
  alarm: a,
  may,
  withStation,
  open,
  picked,
  selected,
  onSelect,
  onToggle,
  onAcknowledge,
}: Props) {
  return (
    <tr
      id={`alarm-${a.id}`}
      className={`${table.clickable} ${picked ? table.picked : ''}`}
      data-over={a.clearedAt !== null || undefined}
      onClick={(event) => {
        if (!(event.target as HTMLElement).closest('a, button, input')) onToggle(a.id);
      }}
    >
      {may && (
        <td className={css.check}>
          {a.acknowledgedAt === null && <Checkbox aria-label={`Select alarm ${a.id}`} checked={selected} onChange={() => onSelect(a.id)} />}
        </td>
      )}
      <td className={css.what}>
        <button type="button" className={css.name} aria-expanded={open} onClick={() => onToggle(a.id)}>
          <SeverityMark severity={a.severity} />
          {alarmName(a.kind)}
        </button>
        <div className={css.text}>{a.text}</div>
      </td>
      {withStation && (
        <td className={css.station}>
          {a.chargerId ? <Link to={`/stations/${encodeURIComponent(a.chargerId)}`}>{a.chargerId}</Link> : <span className="dim">hub</span>}
          {a.connectorId ? <span className="dim"> #{a.connectorId}</span> : null}
        </td>
      )}
      <td className={css.raised}>
        <Ago at={a.raisedAt} />
      </td>
      <td className={css.state}>
        {a.clearedAt === null ? (
          <strong>Open</strong>
        ) : (
          <span className="dim">
            Cleared after <Lasting from={a.raisedAt} to={a.clearedAt} />
          </span>
        )}
        {a.acknowledgedAt !== null && (
          <div className="dim">
            ✓ {a.acknowledgedBy} <Ago at={a.acknowledgedAt} />
          </div>
        )}
      </td>
      {may && (
        <td className={`${css.acknowledge} num`}>
          {a.acknowledgedAt === null && (
            <Button variant="subtle" size="compact-xs" onClick={() => onAcknowledge(a.id)}>
              Acknowledge
            </Button>
          )}
        </td>
      )}
    </tr>
  );
});
