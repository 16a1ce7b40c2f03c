import { signal } from '@preact/signals';
import type { Explanation } from '../../../domain/finder/explain.ts';
import type { TicketView } from '../../../domain/finder/ticket-view.ts';

/** The lobby room's message about the player's ticket. */
export type TicketMessage = { ticket: TicketView; queue: Explanation | null };

/** What this window's player looks for; null for nothing. */
export const ownTicket = signal<TicketMessage | null>(null);

/** Why the last ticket ended, unless the player was matched or stopped by itself. */
export const lostTicket = signal<TicketView['reason']>(null);

export function showTicket(message: TicketMessage): void {
  const { status, reason } = message.ticket;
  ownTicket.value = status === 'ended' ? null : message;
  lostTicket.value = reason === 'matched' || reason === 'left' || reason === 'declined' ? null : reason;
}

/** Who waits in the lobby, by game type and region, the most players first. */
export type WaitingQueue = { game_type: string; region: string; players: number };

export const waitingQueues = signal<WaitingQueue[]>([]);

type ShownQueues = { queues?: { values(): Iterable<WaitingQueue> } };

/** Of the lobby's state, at each change. */
export function showWaiting({ queues }: ShownQueues): void {
  const all = [...(queues?.values() ?? [])].map(({ game_type, region, players }) => ({ game_type, region, players }));
  waitingQueues.value = all.toSorted((a, b) => b.players - a.players);
}
