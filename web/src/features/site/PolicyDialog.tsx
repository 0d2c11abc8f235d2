import { Button, Modal } from '@mantine/core';
import { useState } from 'react';
import type { Site } from '@/api/siteTypes';
import { ErrorNote } from '@/ui/Note';
import { useSiteCommand } from './query';
import { policyWords } from './words';
import css from './site.module.css';

interface Props {
  site: Site;
  opened: boolean;
  onClose(): void;
  onSet(policy: string): Promise<void>;
}

export function PolicyDialog({ site, opened, onClose, onSet }: Props) {
  return (
    <Modal opened={opened} onClose={onClose} title={<strong>How {site.name} shares its power</strong>} size={480} centered>
      {opened && <Form site={site} onClose={onClose} onSet={onSet} />}
    </Modal>
  );
}

function Form({ site, onClose, onSet }: Omit<Props, 'opened'>) {
  const [policy, setPolicy] = useState(site.policy);
  const command = useSiteCommand();
  return (
    <div style={{ display: 'grid', gap: 14 }}>
      <fieldset className={css.choices}>
        <legend className="unseen">Policy</legend>
        {site.policies.map((one) => {
          const { name, what } = policyWords(one);
          return (
            <label key={one} className={css.choice}>
              <input type="radio" name="policy" value={one} checked={one === policy} onChange={() => setPolicy(one)} />
              <span>
                {name}
                {what && <span className="dim">{what}</span>}
              </span>
            </label>
          );
        })}
      </fieldset>
      {policy !== site.policy && <p className="dim">Modules move between guns as the new policy wants it; sessions go on.</p>}
      {command.error && <ErrorNote error={command.error} />}
      <div className="row" style={{ justifyContent: 'flex-end' }}>
        <Button variant="default" onClick={onClose}>
          Cancel
        </Button>
        <Button
          disabled={policy === site.policy}
          loading={command.isPending}
          onClick={() => command.mutate(() => onSet(policy), { onSuccess: onClose })}
        >
          Change to {policyWords(policy).name}
        </Button>
      </div>
    </div>
  );
}
