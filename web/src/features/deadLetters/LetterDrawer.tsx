import { Drawer } from '@mantine/core';
import { useMediaQuery } from '@mantine/hooks';
import { Link } from 'react-router';
import type { DeadLetter } from '@/api/types';
import { useMay } from '@/features/session/session';
import { Confirm } from '@/ui/Confirm';
import { type Fact, Facts } from '@/ui/Facts';
import { Json } from '@/ui/Json';
import { Empty, ErrorNote } from '@/ui/Note';
import { At } from '@/ui/When';
import { useDiscard, useReplay } from './query';
import { times, what } from './words';
import css from './deadLetters.module.css';

interface Props {
  /** The letter that is looked at; undefined for none. */
  id: string | undefined;
  /** Undefined when it is no longer there. */
  letter: DeadLetter | undefined;
  onClose(): void;
}

export function LetterDrawer({ id, letter, onClose }: Props) {
  const phone = useMediaQuery('(max-width: 700px)') ?? false;
  return (
    <Drawer
      opened={id !== undefined}
      onClose={onClose}
      size={phone ? '100%' : 620}
      title={<strong>{letter ? what(letter) : 'Dead letter'}</strong>}
    >
      {letter ? (
        <Details key={letter.id} letter={letter} onClose={onClose} />
      ) : (
        <Empty title="This letter is gone">It was replayed or discarded, or is not among the oldest.</Empty>
      )}
    </Drawer>
  );
}

function Details({ letter, onClose }: { letter: DeadLetter; onClose(): void }) {
  const may = useMay('Admin');
  const replay = useReplay();
  const discard = useDiscard();
  const failed = replay.error ?? discard.error;
  const facts: Fact[] = [
    ['Station', letter.chargerId && <Link to={`/stations/${encodeURIComponent(letter.chargerId)}`}>{letter.chargerId}</Link>],
    ['Kind', letter.kind || null],
    ['Tried', times(letter.attempts)],
    ['First seen', letter.firstSeenAt && <At at={letter.firstSeenAt} />],
    ['Given up', letter.deadSinceAt && <At at={letter.deadSinceAt} />],
    ['Id', <span className={`mono ${css.wrap}`}>{letter.id}</span>],
  ];
  return (
    <div className={css.drawer}>
      <Facts facts={facts} />
      <section aria-label="Why">
        <h3>Why</h3>
        <p className={css.wrap}>{letter.why}</p>
      </section>
      <Json label="Payload" value={letter.payload} />
      {may ? (
        <div className="row">
          <Confirm
            label="Replay"
            question={`Give this ${what(letter)} to the workers again? It comes behind what its station has sent since. Replay it when what stood in its way is repaired.`}
            yes="Replay it"
            onYes={() => replay.mutate(letter.id, { onSuccess: onClose })}
          />
          <span className="grow" />
          <Confirm
            label="Discard"
            question={`Discard this ${what(letter)}? What it says is lost then.`}
            yes="Discard it"
            onYes={() => discard.mutate(letter.id, { onSuccess: onClose })}
          />
        </div>
      ) : (
        <p className="dim">An administrator may replay or discard it.</p>
      )}
      {failed && <ErrorNote error={failed} />}
    </div>
  );
}
