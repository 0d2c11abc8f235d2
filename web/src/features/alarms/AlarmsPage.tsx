import { NativeSelect } from '@mantine/core';
import { useCallback, useMemo } from 'react';
import { flag, moment, oneOf, text, useFilters, whole } from '@/app/filters';
import type { Severity } from '@/api/types';
import { useOverview } from '@/features/overview/query';
import { ViewsMenu } from '@/app/ViewsMenu';
import { Chips } from '@/ui/Chips';
import { ExportButton } from '@/ui/ExportButton';
import { Panel } from '@/ui/Panel';
import { SearchBox } from '@/ui/SearchBox';
import { TimeSpanInput } from '@/ui/TimeSpanInput';
import { AlarmTable } from './AlarmTable';
import { alarmColumns, readAlarms } from './csv';
import type { AlarmFilter } from './filter';

const spec = {
  open: flag,
  acknowledged: flag,
  severity: oneOf('Info', 'Warning', 'Critical'),
  chargerId: text,
  text,
  from: moment,
  to: moment,
  alarm: whole,
};

type View = 'todo' | 'open' | 'acknowledged' | 'all';

export function AlarmsPage() {
  const [{ alarm, ...filters }, change] = useFilters(spec);
  const { open, acknowledged, severity, chargerId, text: wanted, from, to } = filters;
  const filter = useMemo<AlarmFilter>(
    () => ({ open, acknowledged, severity, chargerId, text: wanted, from, to }),
    [open, acknowledged, severity, chargerId, wanted, from, to],
  );
  const overview = useOverview().data;
  const onStation = useCallback((id: string) => change({ chargerId: id }), [change]);
  const onText = useCallback((typed: string) => change({ text: typed }), [change]);
  const view: View = acknowledged === false ? 'todo' : open ? 'open' : acknowledged ? 'acknowledged' : 'all';
  const show = (next: View) =>
    change({
      open: next === 'open' ? true : undefined,
      acknowledged: next === 'todo' ? false : next === 'acknowledged' ? true : undefined,
      alarm: undefined,
    });

  return (
    <Panel
      title="Alarms"
      page
      flush
      aside={
        <>
          <Chips<View>
            label="Which alarms"
            value={view}
            onChange={show}
            chips={[
              { value: 'all', label: 'All' },
              { value: 'open', label: 'Open', count: overview?.openAlarms },
              { value: 'todo', label: 'Not acknowledged' },
              { value: 'acknowledged', label: 'Acknowledged' },
            ]}
          />
          <NativeSelect
            aria-label="Severity"
            style={{ flex: '1 1 140px', maxWidth: 190 }}
            value={severity ?? ''}
            onChange={(event) => change({ severity: (event.currentTarget.value || undefined) as Severity | undefined })}
            data={[
              { value: '', label: 'Any severity' },
              { value: 'Warning', label: 'Warning and worse' },
              { value: 'Critical', label: 'Critical' },
            ]}
          />
          <SearchBox label="Search alarms" placeholder="Text, kind, station or note" value={wanted ?? ''} onChange={onText} width={190} />
          <SearchBox label="Station" placeholder="Station id" value={chargerId ?? ''} onChange={onStation} width={130} second />
          <TimeSpanInput what="Raised" from={from} to={to} onChange={change} />
          <ExportButton what="alarms" columns={alarmColumns} read={() => readAlarms(filter)} />
          <ViewsMenu without="alarm" />
        </>
      }
    >
      <AlarmTable key={`${alarm}`} filter={filter} first={alarm} />
    </Panel>
  );
}
