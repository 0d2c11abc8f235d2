import { Button, Modal } from '@mantine/core';
import { useState } from 'react';

interface Props {
  label: string;
  question: string;
  yes: string;
  onYes(): void;
  compact?: boolean;
}

/** A button for what cannot be undone: it asks first, and its first answer is no. */
export function Confirm({ label, question, yes, onYes, compact = false }: Props) {
  const [asking, setAsking] = useState(false);
  return (
    <>
      <Button
        variant={compact ? 'subtle' : 'default'}
        color={compact ? 'red' : undefined}
        size={compact ? 'compact-xs' : 'xs'}
        onClick={() => setAsking(true)}
      >
        {label}
      </Button>
      <Modal opened={asking} onClose={() => setAsking(false)} title={<strong>{label}</strong>} size={420} centered>
        <p>{question}</p>
        <div className="row" style={{ justifyContent: 'flex-end', marginTop: 16 }}>
          <Button variant="default" data-autofocus onClick={() => setAsking(false)}>
            Cancel
          </Button>
          <Button
            color="red"
            onClick={() => {
              setAsking(false);
              onYes();
            }}
          >
            {yes}
          </Button>
        </div>
      </Modal>
    </>
  );
}
