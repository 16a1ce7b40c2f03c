import type { ReadonlySignal } from '@preact/signals';
import { useComputed } from '@preact/signals';
import { exactGp, gp } from './gp.ts';

/** GP in the game's notation; on hover and to a screen reader exact. */
export function Gp({ value }: { value: number }) {
  return <Both shown={gp(value)} exact={exactGp(value)} />;
}

/** The same of a value that changes: only its text does. */
export function LiveGp({ value }: { value: ReadonlySignal<number> }) {
  const shown = useComputed(() => gp(value.value));
  const exact = useComputed(() => exactGp(value.value));
  return <Both shown={shown} exact={exact} />;
}

type Text = string | ReadonlySignal<string>;

function Both({ shown, exact }: { shown: Text; exact: Text }) {
  return (
    <span class="gp" title={exact}>
      <span aria-hidden="true">{shown}</span>
      <span class="unseen">{exact}</span>
    </span>
  );
}
