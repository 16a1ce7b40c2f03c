import { type ReadonlySignal, useComputed } from '@preact/signals';
import { exactGp, gp } from './gp-notation.ts';

/** GP in the game's notation; the exact amount on hover and to screen readers. */
export function Gp({ value }: { value: number }) {
  return <Both shown={gp(value)} exact={exactGp(value)} />;
}

/** The same for a value that changes, without rendering again. `of` is added to the exact amount, to say what it covers. */
export function LiveGp({ value, of = '' }: { value: ReadonlySignal<number>; of?: string | ReadonlySignal<string> }) {
  const shown = useComputed(() => gp(value.value));
  const exact = useComputed(() => `${exactGp(value.value)} ${typeof of === 'string' ? of : of.value}`.trimEnd());
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
