import { type ReadonlySignal, useComputed } from '@preact/signals';
import { BarTable } from '../chart/BarTable.tsx';
import { count } from '../format/gp.ts';
import type { ShownDrop } from './shown-drop.ts';
import { topItems } from './top-items.ts';

const SHOWN_MAX = 8;

type Props = { drops: ReadonlySignal<readonly ShownDrop[]>; total: number };

export function TopItems({ drops, total }: Props) {
  const rows = useComputed(() => topItems(drops.value, SHOWN_MAX));
  return (
    <section class="panel" aria-label="Top items">
      <h2>Top items</h2>
      {drops.value.length < total && <p class="note">Of the newest {count(drops.value.length)} drops.</p>}
      <BarTable columns={['Item', 'Drops']} rows={rows.value} />
    </section>
  );
}
