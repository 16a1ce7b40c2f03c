import { useSignal } from '@preact/signals';
import type { ComponentChildren } from 'preact';
import { copy } from './copy.ts';

/** Milliseconds that the button says it has done so. */
const SAID_MS = 2_000;

/** Copies a text. Where the browser does not let it, shows the text to be copied by hand. */
export function CopyButton({ text, children }: { text: string; children: ComponentChildren }) {
  const outcome = useSignal<'copied' | 'refused' | null>(null);
  const press = async () => {
    outcome.value = (await copy(text)) ? 'copied' : 'refused';
    if (outcome.value === 'copied') setTimeout(() => (outcome.value = null), SAID_MS);
  };
  return (
    <>
      <button type="button" onClick={press}>
        {outcome.value === 'copied' ? 'Copied' : children}
      </button>
      {outcome.value === 'refused' && <input readOnly value={text} aria-label="To copy" />}
    </>
  );
}
