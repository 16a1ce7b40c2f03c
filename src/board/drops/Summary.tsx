import { useComputed } from '@preact/signals';
import { count } from '../format/gp.ts';
import { LiveGp } from '../format/Gp.tsx';
import { parties } from '../live/drop-parties.ts';
import { HiddenCount } from './HiddenCount.tsx';
import type { Listing } from './Listing.ts';

/** All that runs, whatever the filters hide. */
export function Summary({ listing }: { listing: Listing }) {
  const number = useComputed(() => count(parties.value.size));
  const noun = useComputed(() => (parties.value.size === 1 ? 'party' : 'parties'));
  const isEmpty = useComputed(() => parties.value.size === 0);
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
        </>
      )}
      <HiddenCount listing={listing} />
    </div>
  );
}
