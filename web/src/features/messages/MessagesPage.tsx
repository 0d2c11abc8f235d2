import { ViewsMenu } from '@/app/ViewsMenu';
import { Panel } from '@/ui/Panel';
import { MessageLog } from './MessageLog';

export function MessagesPage() {
  return (
    <Panel
      title="Messages"
      page
      flush
      aside={
        <>
          all stations
          <ViewsMenu />
        </>
      }
    >
      <MessageLog stationId={null} />
    </Panel>
  );
}
