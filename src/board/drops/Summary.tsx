import './Summary.css';
import { useComputed, useSignal, useSignalEffect } from '@preact/signals';
import { address } from '../address.ts';
import { count } from '../format/gp-notation.ts';
import { confirmedWords } from '../format/confirmed.ts';
import { LiveGp } from '../format/Gp.tsx';
import { runningDropParties } from '../live/drop-parties.ts';
import type { Listing } from './Listing.ts';
import { isFiltered } from './order.ts';

/** Totals of all running drop parties, including those that the filters hide. */
export function Summary({ listing }: { listing: Listing }) {
  const number = useComputed(() => count(runningDropParties.value.size));
  const noun = useComputed(() => (runningDropParties.value.size === 1 ? 'party' : 'parties'));
  const words = useComputed(() =>
    confirmedWords({ total_value: listing.totalGp.value, confirmed_value: listing.confirmedGp.value }),
  );
  const isEmpty = useComputed(() => runningDropParties.value.size === 0);
  return (
    <div class="summary">
      {!isEmpty.value && (
        <>
          <p>
            <strong>{number}</strong> {noun}
          </p>
          <p>
            <strong>
              <LiveGp value={listing.totalGp} />
            </strong>{' '}
            dropped
          </p>
          <p>{words}</p>
        </>
      )}
      <HiddenCount listing={listing} />
    </div>
  );
}

/** Milliseconds after the last change of a filter until screen readers are told its effect, so that they do not speak at every keystroke. */
const ANNOUNCE_AFTER_MS = 700;

function HiddenCount({ listing }: { listing: Listing }) {
  const text = useComputed(() => {
    const { size } = runningDropParties.value;
    return isFiltered(address.value) && size > 0 ? `${listing.hidden.value} of ${size} hidden` : '';
  });
  const announced = useSignal('');
  // Announced only when the filters change, because parties begin and end all the time.
  useSignalEffect(() => {
    void address.value;
    const timer = setTimeout(() => (announced.value = text.peek()), ANNOUNCE_AFTER_MS);
    return () => clearTimeout(timer);
  });
  return (
    <>
      <p>{text}</p>
      <p class="unseen" role="status">
        {announced}
      </p>
    </>
  );
}
