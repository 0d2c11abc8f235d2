import { Modal } from '@mantine/core';
import type { ReactNode } from 'react';
import { pages } from './pages';
import css from './HelpDialog.module.css';

const keys: [ReactNode, string][] = [
  [<kbd>/</kbd>, 'Search on this page'],
  [
    <>
      <kbd>Ctrl</kbd> <kbd>K</kbd>
    </>,
    'Go to any station, site or page',
  ],
  [
    <>
      <kbd>j</kbd> <kbd>k</kbd>
    </>,
    'Next, previous row',
  ],
  [<kbd>Enter</kbd>, 'Open the row'],
  [<kbd>x</kbd>, 'Stations, alarms: select the row'],
  [<kbd>e</kbd>, 'Alarms: acknowledge'],
  [<kbd>p</kbd>, 'Station: pause the chart'],
  [<kbd>Esc</kbd>, 'Close, or leave the field'],
  [<kbd>?</kbd>, 'This help'],
];

export function HelpDialog({ opened, onClose }: { opened: boolean; onClose(): void }) {
  return (
    <Modal opened={opened} onClose={onClose} title={<strong>Keyboard</strong>} size={560}>
      <div className={css.columns}>
        <dl className={css.keys}>
          {keys.map(([key, what]) => (
            <div key={what}>
              <dt>{key}</dt>
              <dd>{what}</dd>
            </div>
          ))}
        </dl>
        <dl className={css.keys}>
          {pages.map(({ key, name }) => (
            <div key={key}>
              <dt>
                <kbd>g</kbd> <kbd>{key}</kbd>
              </dt>
              <dd>{name}</dd>
            </div>
          ))}
        </dl>
      </div>
    </Modal>
  );
}
