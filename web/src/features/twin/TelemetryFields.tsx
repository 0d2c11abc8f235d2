import { useState } from 'react';
import { faultOfFile, type TelemetrySource, telemetryExamples } from './telemetry';
import css from './twin.module.css';

interface Props {
  source: TelemetrySource;
  onSource(source: TelemetrySource): void;
}

/** Telemetry to look at: a file that is dropped, chosen or pasted here, or a cell that is simulated. */
export function TelemetryFields({ source, onSource }: Props) {
  const [over, setOver] = useState(false);
  const [fault, setFault] = useState<string | null>(null);

  const take = (name: string, csv: string) => {
    const wrong = faultOfFile(name, csv);
    setFault(wrong);
    if (!wrong) onSource({ name, csv });
  };
  const takeFile = async (file: File | undefined) => {
    if (file) take(file.name, await file.text());
  };

  return (
    <div className={css.experiment}>
      <label
        className={css.drop}
        data-over={over || undefined}
        onDragOver={(event) => {
          event.preventDefault();
          setOver(true);
        }}
        onDragLeave={() => setOver(false)}
        onDrop={(event) => {
          event.preventDefault();
          setOver(false);
          void takeFile(event.dataTransfer.files[0]);
        }}
        onPaste={(event) => {
          const pasted = event.clipboardData.getData('text');
          if (pasted) take('What was pasted', pasted);
          else void takeFile(event.clipboardData.files[0]);
        }}
      >
        <input
          type="file"
          accept=".csv,text/csv,text/plain"
          className="unseen"
          onChange={(event) => {
            void takeFile(event.currentTarget.files?.[0]);
            event.currentTarget.value = '';
          }}
        />
        <strong>{'csv' in source ? source.name : 'Drop a CSV here'}</strong>
        <span>
          {'csv' in source
            ? `${source.csv.split('\n').length.toLocaleString('en-GB')} lines; they stay in this page`
            : 'choose one, or focus this and paste: timeS, currentA (positive charges), voltageV, temperatureK'}
        </span>
      </label>
      {fault && (
        <p role="alert" className={css.fault}>
          {fault}
        </p>
      )}
      <p className={css.source}>Or telemetry of a simulated cell, with sensors as they are:</p>
      <div className={css.examples}>
        {telemetryExamples.map((example) => (
          <button
            key={example.key}
            type="button"
            title={example.about}
            aria-pressed={'example' in source && source.example.key === example.key}
            onClick={() => {
              setFault(null);
              onSource({ example });
            }}
          >
            {example.name}
          </button>
        ))}
      </div>
      {'example' in source && <p className={css.source}>{source.example.about}.</p>}
    </div>
  );
}
