import { gp } from '../format/gp.ts';
import { parties } from '../live/drop-parties.ts';

export function DropBoard() {
  return (
    <ul>
      {[...parties.value].map(([world, party]) => (
        <li key={world}>
          World {world}: {party.value.total_drops} drops, {gp(party.value.total_value)}
        </li>
      ))}
    </ul>
  );
}
