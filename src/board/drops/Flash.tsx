import { type ReadonlySignal, useComputed } from '@preact/signals';
import { paceOf, type ShownParty } from '../live/drop-parties.ts';

/** Milliseconds in which a drop is new: one that came before the card was shown does not light it up. */
const NEW_MS = 1_000;

/** Lights the card up for a moment at each drop that comes in. A new element each time, because that starts its animation. */
export function Flash({ party }: { party: ReadonlySignal<ShownParty> }) {
  const drops = useComputed(() => party.value.total_drops);
  const number = drops.value;
  const isNew = performance.now() - paceOf(party).lastGainAt < NEW_MS;
  return isNew ? <span key={number} class="flash" /> : null;
}
