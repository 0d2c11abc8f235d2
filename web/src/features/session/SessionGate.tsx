import { Modal } from '@mantine/core';
import { type ReactNode, useEffect, useState } from 'react';
import { onUnauthorised } from '@/api/http';
import { queryClient } from '@/api/queryClient';
import { link } from '@/live/hub';
import { ErrorNote } from '@/ui/Note';
import { LoginForm } from './LoginForm';
import { LoginPage } from './LoginPage';
import { SessionContext, useSessionQuery } from './session';

/**
 * Lets in who is logged in. The address stays as it is, so a deep link survives the login; when a session ends
 * while someone works, the page stays too and asks for the password above it.
 */
export function SessionGate({ children }: { children: ReactNode }) {
  const session = useSessionQuery();
  const [expired, setExpired] = useState(false);
  useEffect(() => onUnauthorised(() => setExpired(true)), []);

  if (session.error) {
    return (
      <main style={{ maxWidth: 560, margin: '15vh auto', padding: 16 }}>
        <ErrorNote error={session.error} retry={() => void session.refetch()} />
      </main>
    );
  }
  if (session.data === undefined) return null;
  if (session.data === null) return <LoginPage />;
  const back = () => {
    setExpired(false);
    link.retryNow();
    void queryClient.invalidateQueries();
  };
  return (
    <SessionContext value={session.data}>
      {children}
      <Modal
        opened={expired}
        onClose={() => undefined}
        withCloseButton={false}
        closeOnEscape={false}
        closeOnClickOutside={false}
        title="Your session has ended. Log in to go on where you were."
        size={380}
        centered
      >
        <LoginForm user={session.data.user} onDone={back} />
      </Modal>
    </SessionContext>
  );
}
