/** Requests that benchmarks and load tests prepare a server with. */

const PARTIES_AT_ONCE = 32;

/** Posts JSON and returns the answer's. Rejects if it is no success. */
export async function post<Answer>(url: string, body: object = {}): Promise<Answer> {
  const headers = { 'content-type': 'application/json' };
  const response = await fetch(url, { method: 'POST', headers, body: JSON.stringify(body) });
  if (!response.ok) throw new Error(`${url} was answered ${response.status}: ${await response.text()}`);
  return (await response.json()) as Answer;
}

/** Does a task `count` times, so many at once. */
export async function inParallel(count: number, atOnce: number, task: (i: number) => Promise<unknown>): Promise<void> {
  let next = 0;
  const worker = async () => {
    for (let i = next++; i < count; i = next++) await task(i);
  };
  await Promise.all(Array.from({ length: atOnce }, worker));
}

/** The n-th report of a benchmark: each is another item and value, and the worlds take turns. */
export function reportNumber(n: number, worlds: number) {
  const item = { item_id: 1 + (n % 30_000), item_name: 'Rune 2h sword', quantity: 1, value: 38_052 + n };
  return { world: 301 + (n % worlds), ...item };
}

/**
 * Begins a change so many times a second, whether or not the last one is done, until the returned function is called. That resolves once
 * all are done, and rejects if one failed.
 */
export function keepChanging(perSecond: number, change: (n: number) => Promise<unknown>): () => Promise<void> {
  let n = 0;
  let failure: Error | null = null;
  const pending = new Set<Promise<unknown>>();
  const began = performance.now();
  const timer = setInterval(
    () => {
      // By the clock, because timers are late under load.
      const due = ((performance.now() - began) * perSecond) / 1_000;
      while (n < due) {
        const one = change(n++)
          .catch((error: Error) => void (failure ??= error))
          .finally(() => pending.delete(one));
        pending.add(one);
      }
    },
    Math.max(1, 1_000 / perSecond),
  );
  return async () => {
    clearInterval(timer);
    await Promise.all(pending);
    if (failure) throw failure;
  };
}

type Party = { id: string; members: string[]; isSecondReady: boolean };

/** Members that a party of a benchmark has, and seats. */
type PartySize = { members: number; seats: number };

/** Dungeon parties in the main lobby, made by REST. Some of the seats are free. */
export class FilledLobby {
  readonly parties: Party[] = [];
  readonly #url: string;
  readonly #size: PartySize;
  #changes = 0;

  constructor({ url }: { url: string }, size: PartySize = { members: 3, seats: 4 }) {
    this.#url = url;
    this.#size = size;
  }

  /** Makes more parties, until there are so many. */
  async grow(to: number): Promise<void> {
    const from = this.parties.length;
    await inParallel(to - from, PARTIES_AT_ONCE, async (i) => {
      const p = from + i;
      const members = Array.from({ length: this.#size.members }, (_, m) => `p${p}-${m}`);
      const asked = { player_id: members[0], name: `Party ${p}`, max_players: this.#size.seats };
      const { party_id } = await post<{ party_id: string }>(`${this.#url}/party`, asked);
      for (const player_id of members.slice(1)) await post(`${this.#url}/party/${party_id}/join`, { player_id });
      this.parties[p] = { id: party_id, members, isSecondReady: false };
    });
  }

  /** Changes the ready flag of the second member of one party after the other, but of the first `spared`. */
  async toggleReady(spared = 0): Promise<void> {
    const party = this.parties[spared + (this.#changes++ % (this.parties.length - spared))]!;
    party.isSecondReady = !party.isSecondReady;
    const change = { player_id: party.members[1], ready: party.isSecondReady };
    await post(`${this.#url}/party/${party.id}/ready`, change);
  }
}
