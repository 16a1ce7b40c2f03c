import { type ReadonlySignal, useComputed } from '@preact/signals';
import { useEffect, useMemo } from 'preact/hooks';
import { BarTable } from '../chart/BarTable.tsx';
import { ConnectionBanner } from '../ConnectionBanner.tsx';
import { CopyButton } from '../CopyButton.tsx';
import { count } from '../format/gp-notation.ts';
import { serverUrl } from '../live/server.ts';
import { Link } from '../Link.tsx';
import { Panel } from '../Panel.tsx';
import { CurrentDropParty } from './CurrentDropParty.tsx';
import { EndedDropParties } from './EndedDropParties.tsx';
import type { ShownDrop } from './load-world.ts';
import { NewestDrops } from './NewestDrops.tsx';
import { ValueOverTime } from './ValueOverTime.tsx';
import { topItems } from './world-figures.ts';
import { WorldWatch } from './WorldWatch.ts';

/** One world: its running drop party with all its drops, and its earlier parties. */
export function WorldPage({ world }: { world: number }) {
  const watch = useMemo(() => new WorldWatch(world), [world]);
  useEffect(() => () => watch.close(), [watch]);
  const party = watch.party.value;
  return (
    <div class="panels">
      <ConnectionBanner status={watch.connection.status} />
      <p class="trail">
        <Link to={{ world: null }}>All worlds</Link>
        <CopyButton text={`${serverUrl}/?world=${world}`}>Copy link</CopyButton>
      </p>
      {watch.problem.value !== null && <p role="alert">{watch.problem.value}</p>}
      <CurrentDropParty world={world} party={watch.party} />
      {party && (
        <>
          <ValueOverTime watch={watch} />
          <div class="columns">
            <TopItems drops={watch.drops} total={party.total_drops} />
            <NewestDrops drops={watch.drops} />
          </div>
        </>
      )}
      <EndedDropParties parties={watch.ended.value} />
    </div>
  );
}

const TOP_ITEMS_MAX = 8;

function TopItems({ drops, total }: { drops: ReadonlySignal<readonly ShownDrop[]>; total: number }) {
  const rows = useComputed(() => topItems(drops.value, TOP_ITEMS_MAX));
  return (
    <Panel title="Top items" isRegion>
      {drops.value.length < total && <p class="note">Of the newest {count(drops.value.length)} drops.</p>}
      <BarTable columns={['Item', 'Drops']} rows={rows.value} />
    </Panel>
  );
}
