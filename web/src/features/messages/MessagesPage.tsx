import { Panel } from '@/ui/Panel';
import { MessageLog } from './MessageLog';

export function MessagesPage() {
  return (
    <Panel title="Messages" page flush aside="all stations">
      <MessageLog stationId={null} />
    </Panel>
  );
}
