import { useSignal } from '@preact/signals';
import { useEffect, useMemo } from 'preact/hooks';
import { loadCode } from '../live/load-code.ts';
import type { EndedParty } from './ended-party.ts';

/** Milliseconds before the file is released from memory; its download has started by then. */
const RELEASE_AFTER_MS = 60_000;

/** Saves the listed parties as a CSV file. A press while the server is down is carried out once it is back. */
export function SaveCsv({ parties }: { parties: readonly EndedParty[] }) {
  const stage = useSignal<'idle' | 'saving' | 'waiting'>('idle');
  const closed = useMemo(() => new AbortController(), []);
  useEffect(() => () => closed.abort(), [closed]);
  const save = async () => {
    if (stage.peek() !== 'idle') return;
    stage.value = 'saving';
    const loaded = await loadCode(
      () => import('./csv.ts'),
      closed.signal,
      () => (stage.value = 'waiting'),
    );
    stage.value = 'idle';
    if (loaded) saveFile(loaded.partiesAsCsv(parties));
  };
  return (
    <>
      <button
        type="button"
        disabled={parties.length === 0}
        aria-busy={stage.value !== 'idle' || undefined}
        onClick={() => void save()}
      >
        Save as CSV
      </button>
      <output>
        {stage.value === 'waiting' && 'The server cannot be reached. The file will be saved when it is back.'}
      </output>
    </>
  );
}

function saveFile(csv: string): void {
  const file = URL.createObjectURL(new Blob([csv], { type: 'text/csv;charset=utf-8' }));
  const link = document.createElement('a');
  link.href = file;
  link.download = 'drop-parties.csv';
  link.click();
  setTimeout(() => URL.revokeObjectURL(file), RELEASE_AFTER_MS);
}
