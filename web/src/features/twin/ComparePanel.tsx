import { Button } from '@mantine/core';
import type { ReactNode } from 'react';
import { Panel } from '@/ui/Panel';
import { Compared } from './Compared';
import type { Answered } from './query';
import { type AgeingBody, type PackBody, type RunBody, titleOf } from './question';

interface Props<TAnswer> {
  answer: TAnswer;
  kept: TAnswer | null;
  onKeep(kept: TAnswer | null): void;
  /** Draws the answer, with the one that was kept beside it; null for none. */
  children(other: TAnswer | null): ReactNode;
}

/** An answer under its question, that can be kept to hold the next one against. */
export function ComparePanel<TAnswer extends Answered<RunBody | AgeingBody | PackBody, unknown>>({
  answer,
  kept,
  onKeep,
  children,
}: Props<TAnswer>) {
  const other = kept !== answer ? kept : null;
  return (
    <Panel
      title={titleOf(answer.body)}
      aside={
        <>
          {other && <Compared title={titleOf(other.body)} onDrop={() => onKeep(null)} />}
          <Button variant="default" size="xs" disabled={kept === answer} onClick={() => onKeep(answer)}>
            Keep to compare
          </Button>
        </>
      }
    >
      {children(other)}
    </Panel>
  );
}
