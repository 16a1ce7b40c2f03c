import { useComputed } from '@preact/signals';
import { count } from '../format/gp.ts';
import { LiveGp } from '../format/Gp.tsx';
import { parties } from '../live/drop-parties.ts';
import type { Listing } from './Listing.ts';

/** All that runs, whatever the filters hide. */
export function Summary({ listing }: { listing: Listing }) {
  const number = useComputed(() => count(parties.value.size));
  const noun = useComputed(() => (parties.value.size === 1 ? 'party' : 'parties'));
  return (
    <p class="summary">
      <span>
        <strong>{number}</strong> {noun}
      </span>
      <span>
        <strong>
          <LiveGp value={listing.totalGp} />
        </strong>{' '}
        dropped
      </span>
    </p>
  );
}
