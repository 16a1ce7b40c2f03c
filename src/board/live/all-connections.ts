import { computed, type ReadonlySignal, signal } from '@preact/signals';
import { boardConnection } from './drop-parties.ts';
import type { ConnectionStatus } from './follow.ts';

const others = signal<ReadonlySet<ReadonlySignal<ConnectionStatus>>>(new Set());

/** Of the board and of all that `alsoWatch`: lost while any of them is, so that the page says so once. */
export const connectionStatus: ReadonlySignal<ConnectionStatus> = computed(() =>
  [...others.value].some((status) => status.value === 'lost') ? 'lost' : boardConnection.status.value,
);

/** Counts the connection until the returned function is called. */
export function alsoWatch(status: ReadonlySignal<ConnectionStatus>): () => void {
  others.value = new Set([...others.peek(), status]);
  return () => (others.value = new Set([...others.peek()].filter((other) => other !== status)));
}
