import { Panel } from '@/ui/Panel';
import { MessageLog } from './MessageLog';

export function MessagesPage() {
  return (
    <Panel title={<h1>Messages</h1>} flush aside="all stations">
      <MessageLog stationId={null} />
    </Panel>
  );
}
