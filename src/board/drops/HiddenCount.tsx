import { useComputed, useSignal, useSignalEffect } from '@preact/signals';
import { address } from '../address.ts';
import { parties } from '../live/drop-parties.ts';
import type { Listing } from './Listing.ts';

/** Milliseconds after the last change of a filter until a screen reader is told what it did: not at each key. */
const TELL_AFTER_MS = 700;

export function HiddenCount({ listing }: { listing: Listing }) {
  const isFiltered = useComputed(() => address.value.min > 0 || address.value.worlds !== '');
  const text = useComputed(() =>
    isFiltered.value && parties.value.size > 0 ? `${listing.hidden.value} of ${parties.value.size} hidden` : '',
  );
  const told = useSignal('');
  // Only when filters change: parties come and go all the time.
  useSignalEffect(() => {
    void address.value;
    const timer = setTimeout(() => (told.value = text.peek()), TELL_AFTER_MS);
    return () => clearTimeout(timer);
  });
  return (
    <>
      <p>{text}</p>
      <p class="unseen" role="status">
        {told}
      </p>
    </>
  );
}
