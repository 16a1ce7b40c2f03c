import './Fallen.css';
import type { ReadonlySignal } from '@preact/signals';
import { count, worth } from '../format/gp-notation.ts';
import { doubtAbout } from '../format/confirmed.ts';
import { Gp } from '../format/Gp.tsx';
import { fallenIn, type RunningDropParty } from '../live/drop-parties.ts';
import type { BoardDrop } from '../live/feed.ts';

/** What fell in a party: the newest drops as they fall, and the biggest one. */
export function Fallen({ party }: { party: ReadonlySignal<RunningDropParty> }) {
  const { newest, biggest } = fallenIn(party).value;
  return (
    <div class="fallen">
      <ul aria-label="Newest drops">
        {newest.map((drop) => (
          <li key={drop.number}>
            <DropLine drop={drop} />
          </li>
        ))}
      </ul>
      {biggest && (
        <p class="biggest">
          <span class="label">Biggest</span> <DropLine drop={biggest} />
        </p>
      )}
    </div>
  );
}

type Shown = Pick<BoardDrop, 'item_name' | 'quantity' | 'value' | 'confirmed' | 'suspect'>;

/** A drop in one line: name and value, tinted by what it is worth. */
export function DropLine({ drop }: { drop: Shown }) {
  return (
    <span class="drop" data-worth={worth(drop.value)}>
      <ItemName drop={drop} />
      <DropValue drop={drop} />
    </span>
  );
}

/** A drop's item and value in a row of a table. */
export function DropCells({ drop }: { drop: Shown }) {
  return (
    <>
      <th scope="row">
        <ItemName drop={drop} />
      </th>
      <td class="end">
        <DropValue drop={drop} />
      </td>
    </>
  );
}

export function ItemName({ drop: { item_name, quantity } }: { drop: Pick<Shown, 'item_name' | 'quantity'> }) {
  return (
    <span class="item">
      {quantity > 1 && `${count(quantity)} × `}
      <span class="given">{item_name}</span>
    </span>
  );
}

/** A drop's value, marked if no second witness has confirmed it. */
export function DropValue({ drop }: { drop: Pick<Shown, 'value' | 'confirmed' | 'suspect'> }) {
  const doubt = doubtAbout(drop);
  return (
    <span class="value">
      <Gp value={drop.value} />
      {doubt !== '' && (
        <span class="doubted" title={doubt}>
          <span aria-hidden="true">?</span>
          <span class="unseen"> {doubt}</span>
        </span>
      )}
    </span>
  );
}
