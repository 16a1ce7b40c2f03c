import { type ReadonlySignal, useComputed } from '@preact/signals';
import { Panel } from '../Panel.tsx';
import { DropsTable } from './DropsTable.tsx';
import type { ShownDrop } from './load-world.ts';

const SHOWN_MAX = 20;

export function NewestDrops({ drops }: { drops: ReadonlySignal<readonly ShownDrop[]> }) {
  const newest = useComputed(() => drops.value.slice(-SHOWN_MAX).toReversed());
  return (
    <Panel title="Newest drops" isRegion>
      <DropsTable drops={newest.value} />
    </Panel>
  );
}
