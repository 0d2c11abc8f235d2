import { useQuery } from '@tanstack/react-query';
import { readServerClock } from '@/live/serverClock';
import { Wordmark } from '@/app/Wordmark';
import { LoginForm } from './LoginForm';
import css from './session.module.css';

export function LoginPage() {
  const info = useQuery({ queryKey: ['info'], queryFn: readServerClock });
  return (
    <main className={css.page}>
      <div className={css.card}>
        <Wordmark />
        <h1 className="unseen">Log in to Busbar</h1>
        <LoginForm />
        <p className={css.hint}>
          First start: the hub prints the password of the user “admin” once in its log.
          {info.data && <span className="faint"> Busbar {info.data.version}</span>}
        </p>
      </div>
    </main>
  );
}
