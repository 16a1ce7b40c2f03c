import { ColumnHeads } from '../ColumnHeads.tsx';
import { DropCells } from '../drops/Fallen.tsx';
import { count, worth } from '../format/gp-notation.ts';
import { timeOfDay } from '../format/time.ts';
import type { ShownDrop } from './load-world.ts';

/** Drops of one party, in the order in which they are given. */
export function DropsTable({ drops }: { drops: readonly ShownDrop[] }) {
  return (
    <table class="drops">
      <thead>
        <ColumnHeads columns={['Time', 'Item', { name: 'Value' }, { name: 'Seen by' }]} />
      </thead>
      <tbody>
        {drops.map((drop) => (
          <tr key={drop.number} data-worth={worth(drop.value)}>
            <td class="quiet">{timeOfDay(drop.dropped_at)}</td>
            <DropCells drop={drop} />
            <td class="end quiet">{drop.witnesses > 0 ? count(drop.witnesses) : ''}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
