import { type ReadonlySignal, useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import type { z } from 'zod';
import type { partyItemsSchema } from '../../protocol/drop-lookups.ts';
import { BarTable } from '../chart/BarTable.tsx';
import { second } from '../live/second.ts';
import { read } from '../live/server.ts';
import { Panel } from '../Panel.tsx';
import type { ShownDrop } from './load-world.ts';
import { topItems, withNewer } from './world-figures.ts';

type Items = z.output<typeof partyItemsSchema>;

const NONE: Items = { items: [], newest: 0, is_complete: true };
const SHOWN_MAX = 8;
const MINUTE_MS = 60_000;

/** Days that the search for one of the items goes back. */
const SEARCH_DAYS = 7;

/** What dropped most in a party, of all its drops: as the server counted them, and what the page has seen fall since. */
export function TopItems({ party, drops }: { party: number; drops: ReadonlySignal<readonly ShownDrop[]> }) {
  const items = useSignal<Items>(NONE);
  // Each minute again, because drops are confirmed and removed, too.
  const minute = Math.floor(second.value / MINUTE_MS);
  useEffect(() => {
    const closed = new AbortController();
    read<Items>(`./parties/${party}/items`, closed.signal).then(
      (loaded) => (items.value = loaded),
      (error: unknown) => {
        if (!closed.signal.aborted) console.info('Muster: the top items could not be read', error);
      },
    );
    return () => closed.abort();
  }, [party, minute]);
  const { is_complete } = items.value;
  const rows = topItems(withNewer(items.value, drops.value), SHOWN_MAX, SEARCH_DAYS);
  return (
    <Panel title="Top items" isRegion>
      {!is_complete && <p class="note">Of the newest drops only: there are too many to count.</p>}
      <BarTable columns={['Item', 'Drops']} rows={rows} />
    </Panel>
  );
}
