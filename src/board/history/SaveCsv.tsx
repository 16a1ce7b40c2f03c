import { useSignal } from '@preact/signals';
import { useEffect, useMemo } from 'preact/hooks';
import { loadCode } from '../live/load-code.ts';
import type { EndedDropParty } from './ended-drop-parties.ts';

/** Milliseconds after which the file is released from memory. Its download has started by then. */
const RELEASE_AFTER_MS = 60_000;

/** Saves the listed drop parties as a CSV file. If the code for it cannot be loaded, the file is saved as soon as it can. */
export function SaveCsv({ parties }: { parties: readonly EndedDropParty[] }) {
  const stage = useSignal<'idle' | 'loading' | 'retrying'>('idle');
  const closed = useMemo(() => new AbortController(), []);
  useEffect(() => () => closed.abort(), [closed]);
  const save = async () => {
    if (stage.peek() !== 'idle') return;
    stage.value = 'loading';
    const loaded = await loadCode(
      () => import('./csv.ts'),
      closed.signal,
      () => (stage.value = 'retrying'),
    );
    stage.value = 'idle';
    if (loaded) saveFile(loaded.dropPartiesAsCsv(parties));
  };
  if (parties.length === 0) return null;
  return (
    <>
      <button type="button" aria-busy={stage.value !== 'idle' || undefined} onClick={() => void save()}>
        Save as CSV
      </button>
      <output>
        {stage.value === 'retrying' && 'The server cannot be reached. The file will be saved when it is back.'}
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
