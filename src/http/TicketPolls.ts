import type { Store } from '../store/store.ts';

/** Milliseconds between two looks for polls whose time is up. */
const CHECK_INTERVAL_MS = 200;

type Poll = { end: () => void; until: number };

/**
 * Requests that wait for a change of a ticket. Each ends with the next update of its ticket, when its time is up, when another poll of the
 * same player and ticket comes, or when the server shuts down.
 */
export class TicketPolls {
  readonly #polls = new Map<string, Map<string, Poll>>();
  readonly #isShuttingDown: () => boolean;
  #timer: NodeJS.Timeout | null = null;

  constructor(store: Store, isShuttingDown: () => boolean) {
    this.#isShuttingDown = isShuttingDown;
    store.subscribeUpdates((updates) => {
      for (const { topic } of updates) if (topic.startsWith('ticket:')) this.#endAll(topic.slice('ticket:'.length));
    });
    // Some updates may not have come: whoever waits reads again.
    store.onLostUpdates(() => [...this.#polls.keys()].forEach((ticketId) => this.#endAll(ticketId)));
  }

  /** Begins to wait; `end` gives up. The caller reads the ticket after this, so that no change is missed in between. */
  begin(ticketId: string, playerId: string, ms: number): { ended: Promise<void>; end: () => void } {
    const { promise, resolve } = Promise.withResolvers<void>();
    const ofTicket = this.#polls.get(ticketId) ?? new Map<string, Poll>();
    ofTicket.get(playerId)?.end();
    const poll: Poll = {
      until: performance.now() + ms,
      end: () => {
        if (ofTicket.get(playerId) === poll) ofTicket.delete(playerId);
        // Called again when its client goes, when others may be waiting for the ticket in a map of their own.
        if (ofTicket.size === 0 && this.#polls.get(ticketId) === ofTicket) this.#polls.delete(ticketId);
        resolve();
      },
    };
    this.#polls.set(ticketId, ofTicket.set(playerId, poll));
    this.#timer ??= setInterval(() => this.#check(), CHECK_INTERVAL_MS).unref();
    return { ended: promise, end: poll.end };
  }

  #endAll(ticketId: string): void {
    for (const { end } of [...(this.#polls.get(ticketId)?.values() ?? [])]) end();
  }

  #check(): void {
    const now = this.#isShuttingDown() ? Infinity : performance.now();
    for (const ofTicket of [...this.#polls.values()])
      for (const { until, end } of [...ofTicket.values()]) if (now >= until) end();
    if (this.#polls.size > 0 || !this.#timer) return;
    clearInterval(this.#timer);
    this.#timer = null;
  }
}
