import { type ReadonlySignal, useComputed } from '@preact/signals';
import { count } from '../format/gp-notation.ts';
import { doubtAbout } from '../format/confirmed.ts';
import { Gp } from '../format/Gp.tsx';
import { timeOfDay } from '../format/time.ts';
import { Panel } from '../Panel.tsx';
import type { ShownDrop } from './load-world.ts';

const SHOWN_MAX = 20;

export function NewestDrops({ drops }: { drops: ReadonlySignal<readonly ShownDrop[]> }) {
  const newest = useComputed(() => drops.value.slice(-SHOWN_MAX).toReversed());
  return (
    <Panel title="Newest drops" isRegion>
      <table class="drops">
        <thead class="unseen">
          <tr>
            <th scope="col">Time</th>
            <th scope="col">Item</th>
            <th scope="col">Value</th>
            <th scope="col">Witnesses</th>
          </tr>
        </thead>
        <tbody>
          {newest.value.map((drop) => (
            <tr key={drop.number}>
              <td class="quiet">{timeOfDay(drop.dropped_at)}</td>
              <th scope="row">
                {drop.quantity > 1 && `${count(drop.quantity)} × `}
                <span class="given">{drop.item_name}</span>
              </th>
              <td>
                <Gp value={drop.value} /> <span class="doubt">{doubtAbout(drop)}</span>
              </td>
              <td class="quiet">
                <span aria-hidden="true" title="witnesses">
                  {drop.witnesses > 0 ? `${count(drop.witnesses)} saw it` : ''}
                </span>
                <span class="unseen">{count(drop.witnesses)}</span>
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </Panel>
  );
}
