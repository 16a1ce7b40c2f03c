import '../style/world.css';
import { useEffect, useMemo } from 'preact/hooks';
import { Link } from '../Link.tsx';
import { LinkBanner } from '../LinkBanner.tsx';
import { CopyButton } from '../CopyButton.tsx';
import { EndedParties } from './EndedParties.tsx';
import { NewestDrops } from './NewestDrops.tsx';
import { Standing } from './Standing.tsx';
import { TopItems } from './TopItems.tsx';
import { ValueOverTime } from './ValueOverTime.tsx';
import { WorldWatch } from './WorldWatch.ts';

/** One world: its running party with all that it dropped, and the parties before it. */
export function WorldPage({ world }: { world: number }) {
  const watch = useMemo(() => new WorldWatch(world), [world]);
  useEffect(() => () => watch.close(), [watch]);
  const party = watch.party.value;
  return (
    <div class="world">
      <LinkBanner status={watch.link.status} />
      <p class="trail">
        <Link to={{ world: null }}>All worlds</Link>
        <CopyButton text={`${location.origin}/?world=${world}`}>Copy link</CopyButton>
      </p>
      {watch.fault.value !== null && <p role="alert">{watch.fault.value}</p>}
      <Standing world={world} party={watch.party} />
      {party && (
        <>
          <ValueOverTime watch={watch} />
          <div class="columns">
            <TopItems drops={watch.drops} total={party.total_drops} />
            <NewestDrops drops={watch.drops} />
          </div>
        </>
      )}
      <EndedParties parties={watch.ended.value} />
    </div>
  );
}
