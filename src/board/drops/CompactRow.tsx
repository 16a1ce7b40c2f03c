import './CompactRow.css';
import { useComputed } from '@preact/signals';
import { counted } from '../format/gp-notation.ts';
import { confirmedWords } from '../format/confirmed.ts';
import { LiveGp } from '../format/Gp.tsx';
import { countdown } from '../format/time.ts';
import { worldType } from '../format/world-type.ts';
import { FavouriteButton } from '../FavouriteButton.tsx';
import { Link } from '../Link.tsx';
import { fallenIn } from '../live/drop-parties.ts';
import { second } from '../live/second.ts';
import { DropLine } from './Fallen.tsx';
import type { Row } from './Listing.ts';

/** A world in one line, for lists of hundreds. */
export function CompactRow({ row: { world, stage, party } }: { row: Row }) {
  const total = useComputed(() => party.value.total_value);
  const words = useComputed(() => confirmedWords(party.value));
  const drops = useComputed(() => counted(party.value.total_drops, 'drop'));
  const left = useComputed(() => (stage === 'running' ? countdown(party.value.ends_at - second.value) : 'ended'));
  const type = useComputed(() => worldType(party.value.world_type));
  const [last] = fallenIn(party).value.newest;
  return (
    <li class="compact" data-world={world} data-stage={stage}>
      <h2>
        <Link to={{ world }} href={`./?world=${world}`}>
          <span class="unseen">World </span>
          {world}
        </Link>
      </h2>
      <FavouriteButton world={world} />
      <span class="quiet given type">{type}</span>
      <span class="total">
        <LiveGp value={total} /> <span class="doubt">{words}</span>
      </span>
      <span class="quiet drops">{drops}</span>
      <span class="last">{last && <DropLine drop={last} />}</span>
      <span class="left">
        <span class="unseen">{stage === 'running' ? 'ends in ' : ''}</span>
        {left}
      </span>
    </li>
  );
}
