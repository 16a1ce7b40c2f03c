import { useSignal } from '@preact/signals';
import type { ComponentChildren } from 'preact';

/** Copies a text and says so. Where the browser does not allow that, shows the text to be copied by hand. */
export function CopyButton({ text, children }: { text: string; children: ComponentChildren }) {
  const result = useSignal('');
  const press = async () => {
    // Emptied first, so that a second copy is announced too.
    result.value = '';
    result.value = (await copy(text)) ? 'Copied.' : `This browser does not let the page copy. Copy it by hand: ${text}`;
  };
  return (
    <>
      <button type="button" onClick={() => void press()}>
        {children}
      </button>{' '}
      <output class="quiet">{result}</output>
    </>
  );
}

/** False where the browser does not allow it. */
async function copy(text: string): Promise<boolean> {
  // Browsers offer the clipboard only over https and on localhost; this server is often used over plain http in a local network.
  if (!('clipboard' in navigator)) return copySelected(text);
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    // Denied by the viewer or by a policy; the caller says so.
    return false;
  }
}

/** How pages copied before there was a clipboard API. */
function copySelected(text: string): boolean {
  const focused = document.activeElement;
  const field = document.createElement('textarea');
  field.value = text;
  field.style.position = 'fixed';
  document.body.append(field);
  field.select();
  const isDone = document.execCommand('copy');
  field.remove();
  if (focused instanceof HTMLElement) focused.focus();
  return isDone;
}
