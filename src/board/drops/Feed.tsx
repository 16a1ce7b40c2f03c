import './Feed.css';
import { useComputed } from '@preact/signals';
import { address, refine } from '../address.ts';
import { worth } from '../format/gp-notation.ts';
import { spanInWords, timeOfDay } from '../format/time.ts';
import { GpField } from '../GpField.tsx';
import { Link } from '../Link.tsx';
import { fedDrops, type FedDrop } from '../live/feed.ts';
import { second } from '../live/second.ts';
import { DropValue, ItemName } from './Fallen.tsx';

/** The newest drops of all worlds, as they fall. */
export function Feed() {
  const drops = fedDrops.value;
  return (
    <section class="feed" aria-labelledby="feed">
      <header>
        <h2 id="feed">Falling now</h2>
        <GpField
          id="feed-least"
          label="Drops from"
          value={useComputed(() => address.value.feed)}
          onValue={(feed) => refine({ feed })}
        />
      </header>
      {drops.length === 0 ? (
        <p class="quiet">
          {address.value.feed > 0 ? 'No drop was worth that much lately.' : 'Nothing has dropped yet.'}
        </p>
      ) : (
        <ol tabIndex={0} aria-label="Drops of all worlds, newest first">
          {drops.map((drop) => (
            <FeedLine key={`${drop.party}-${drop.number}`} drop={drop} />
          ))}
        </ol>
      )}
    </section>
  );
}

function FeedLine({ drop }: { drop: FedDrop }) {
  const { world, party, value, dropped_at } = drop;
  const ago = useComputed(() => `${spanInWords(second.value - dropped_at)} ago`);
  return (
    <li data-worth={worth(value)}>
      <Link to={{ view: 'drops', world: null, party }} title={`The party on world ${world}`}>
        {world}
      </Link>
      <ItemName drop={drop} />
      <DropValue drop={drop} />
      <time dateTime={new Date(dropped_at).toISOString()} title={timeOfDay(dropped_at)}>
        {ago}
      </time>
    </li>
  );
}
