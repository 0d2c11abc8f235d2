import { Button } from '@mantine/core';
import { useState } from 'react';
import { explain } from '@/api/http';
import { type CsvColumn, csvName, csvOf } from '@/format/csv';
import { count } from '@/format/units';
import { serverNow } from '@/live/serverClock';
import { DownloadIcon } from './icons';

interface Props<T> {
  /** Part of the file's name. */
  what: string;
  columns: readonly CsvColumn<T>[];
  /** Everything that fits the filters, not only what is on the screen; `cut` when there was more than is exported. */
  read(): Promise<{ rows: T[]; cut: boolean }>;
}

/** Saves a list as it is filtered, as a CSV file. */
export function ExportButton<T>({ what, columns, read }: Props<T>) {
  const [busy, setBusy] = useState(false);
  const [note, setNote] = useState('');
  const save = async () => {
    setBusy(true);
    setNote('');
    try {
      const { rows, cut } = await read();
      download(csvName(what, serverNow()), csvOf(columns, rows));
      if (cut) setNote(`Only the first ${count(rows.length)} rows were saved; narrow the filters for the rest.`);
    } catch (error) {
      const { title, detail } = explain(error);
      setNote(`Not saved. ${title}. ${detail}`);
    }
    setBusy(false);
  };
  return (
    <>
      <Button
        variant="default"
        loading={busy}
        title="Save what fits the filters as a CSV file"
        leftSection={<DownloadIcon size={13} />}
        onClick={() => void save()}
      >
        CSV
      </Button>
      <span role="status" className={note ? 'dim' : 'unseen'}>
        {note}
      </span>
    </>
  );
}

function download(name: string, text: string): void {
  const address = URL.createObjectURL(new Blob([text], { type: 'text/csv;charset=utf-8' }));
  const anchor = document.createElement('a');
  anchor.href = address;
  anchor.download = name;
  anchor.click();
  URL.revokeObjectURL(address);
}
