import { useState } from 'react';
import { text, useFilters } from '@/app/filters';
import { useMay } from '@/features/session/session';
import { useListKeys } from '@/ui/keyboard';
import { Empty, ErrorNote } from '@/ui/Note';
import { Panel } from '@/ui/Panel';
import { RowSkeletons } from '@/ui/Rows';
import { LetterDrawer } from './LetterDrawer';
import { LetterTable } from './LetterTable';
import { useDeadLetters } from './query';
import { shown } from './words';

const spec = { letter: text };

export function DeadLettersPage() {
  const may = useMay('Operator');
  const { data, error, isPending, refetch } = useDeadLetters(may);
  const [{ letter: opened }, change] = useFilters(spec);
  const [picked, setPicked] = useState(-1);
  const letters = data?.letters ?? [];
  const open = (id: string | undefined) => change({ letter: id });
  useListKeys({ count: letters.length, picked, pick: setPicked, open: (index) => open(letters[index]!.id) });

  return (
    <Panel
      title="Dead letters"
      page
      flush
      aside={data && letters.length > 0 && <span className="dim">{shown(letters.length, data.count)}</span>}
    >
      {!may && <Empty title="Dead letters are for operators">They hold what stations sent, as they sent it.</Empty>}
      {may && isPending && <RowSkeletons rows={6} />}
      {error && <ErrorNote error={error} retry={() => void refetch()} />}
      {data && !data.broker && (
        <Empty title="Single process: no dead letters">
          Gateway and central system are one process here: what cannot be stored is refused to the station at once, and it sends it again.
          With RabbitMQ between them, events that no worker can take are kept here.
        </Empty>
      )}
      {data?.broker && letters.length === 0 && (
        <Empty title="No dead letters">Every event was taken. One that no worker can take would be kept here until someone decides.</Empty>
      )}
      {letters.length > 0 && <LetterTable letters={letters} picked={picked} onOpen={open} />}
      <LetterDrawer id={opened} letter={letters.find((one) => one.id === opened)} onClose={() => open(undefined)} />
    </Panel>
  );
}
