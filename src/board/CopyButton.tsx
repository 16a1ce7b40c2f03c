import { useSignal } from '@preact/signals';
import type { ComponentChildren } from 'preact';
import { copy } from './copy.ts';

/** Copies a text and says so; where the browser does not let it, says the text, to be copied by hand. */
export function CopyButton({ text, children }: { text: string; children: ComponentChildren }) {
  const said = useSignal('');
  const press = async () => {
    // Said again, it is announced again.
    said.value = '';
    said.value = (await copy(text)) ? 'Copied.' : `This browser does not let the page copy. By hand: ${text}`;
  };
  return (
    <>
      <button type="button" onClick={() => void press()}>
        {children}
      </button>{' '}
      <output class="quiet">{said}</output>
    </>
  );
}
