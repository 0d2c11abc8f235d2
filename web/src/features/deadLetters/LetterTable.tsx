import type { DeadLetter } from '@/api/types';
import { count } from '@/format/units';
import { At } from '@/ui/When';
import { reason, what } from './words';
import css from './deadLetters.module.css';
import table from '@/ui/table.module.css';

interface Props {
  letters: DeadLetter[];
  picked: number;
  onOpen(id: string): void;
}

export function LetterTable({ letters, picked, onOpen }: Props) {
  return (
    <table className={table.table}>
      <thead>
        <tr>
          <th>What</th>
          <th>Station</th>
          <th>Why</th>
          <th className={`num ${table.hidePhone}`}>Attempts</th>
          <th className={table.hidePhone}>First seen</th>
          <th className={table.hidePhone}>Given up</th>
        </tr>
      </thead>
      <tbody>
        {letters.map((letter, i) => (
          <tr
            key={letter.id}
            className={`${table.clickable} ${i === picked ? table.picked : ''}`}
            aria-current={i === picked || undefined}
            onClick={() => onOpen(letter.id)}
          >
            <td>
              <button type="button" className={`${table.link} ${css.what}`}>
                {what(letter)}
              </button>
            </td>
            <td className={`mono ${css.wrap}`}>{letter.chargerId ?? <span className="faint">–</span>}</td>
            <td className={css.why} title={letter.why}>
              <div className="cut">{reason(letter.why)}</div>
            </td>
            <td className={`num ${table.hidePhone}`}>{count(letter.attempts)}</td>
            <td className={`dim ${table.hidePhone}`}>
              <At at={letter.firstSeenAt} />
            </td>
            <td className={`dim ${table.hidePhone}`}>
              <At at={letter.deadSinceAt} />
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
