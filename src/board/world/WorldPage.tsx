import { useComputed } from '@preact/signals';
import { useEffect, useMemo } from 'preact/hooks';
import { FavouriteButton } from '../FavouriteButton.tsx';
import { worldType } from '../format/world-type.ts';
import { Link } from '../Link.tsx';
import { alsoWatch } from '../live/all-connections.ts';
import { serverNow } from '../live/server.ts';
import { CurrentDropParty } from './CurrentDropParty.tsx';
import { EndedDropParties } from './EndedDropParties.tsx';
import { NewestDrops } from './NewestDrops.tsx';
import { Share } from './Share.tsx';
import { TopItems } from './TopItems.tsx';
import { ValueOverTime } from './ValueOverTime.tsx';
import { WorldWatch } from './WorldWatch.ts';

/** One world: its running drop party with all its drops, and its earlier parties. */
export function WorldPage({ world }: { world: number }) {
  const watch = useMemo(() => new WorldWatch(world), [world]);
  useEffect(() => {
    const stopWatching = alsoWatch(watch.connection.status);
    return () => {
      stopWatching();
      watch.close();
    };
  }, [watch]);
  const total = useComputed(() => watch.party.value?.total_value ?? 0);
  const course = useMemo(() => ({ drops: watch.drops, total, until: serverNow }), [watch]);
  const party = watch.party.value;
  return (
    <div class="panels">
      <div class="trail">
        <Link to={{ world: null }}>← All worlds</Link>
        <Share path={`?world=${world}`} world={world} />
      </div>
      <header class="page-head">
        <h1>World {world}</h1>
        <FavouriteButton world={world} />
        {party && party.world_type !== '' && <p class="quiet given">{worldType(party.world_type)}</p>}
      </header>
      {watch.problem.value !== null && <p role="alert">{watch.problem.value}</p>}
      <CurrentDropParty world={world} party={watch.party} />
      {party && (
        <>
          <ValueOverTime course={course} />
          <div class="columns">
            <TopItems party={party.id} drops={watch.drops} />
            <NewestDrops drops={watch.drops} />
          </div>
        </>
      )}
      <EndedDropParties parties={watch.ended.value} />
    </div>
  );
}
