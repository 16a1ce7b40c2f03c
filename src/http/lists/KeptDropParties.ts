import { applyUpdate } from '../../projections/apply-update.ts';
import type { BoardDropParty } from '../../projections/topic-values.ts';
import type { Update } from '../../projections/update.ts';
import { listedDropPartyJson } from '../../protocol/drop-party-answers.ts';
import type { DropPartySortField } from '../../protocol/drop-queries.ts';
import type { Store } from '../../store/store.ts';
import { Kept } from './Kept.ts';
import { KeptList } from './KeptList.ts';
import { RowJson } from './row-json.ts';

/** A drop party with what lists filter and sort by, and as lists show it, but for the time that passes. */
export type ListedDropParty = { party: BoardDropParty; shown: RowJson };

/** The running drop parties, read once and kept by the updates of the board. */
export class KeptDropParties {
  readonly #kept: Kept<RunningDropParties>;

  constructor(store: Store) {
    this.#kept = new Kept(store, () => readRunning(store));
    store.subscribeUpdates((updates) => updates.forEach((update) => this.#kept.hear(update)));
    store.onLostUpdates(() => this.#kept.forget());
  }

  /** As of the newest commit. To be read before the next await. Refuses `storage_unavailable`. */
  async running(): Promise<KeptList<ListedDropParty>> {
    return (await this.#kept.get()).list;
  }
}

async function readRunning(store: Store): Promise<RunningDropParties> {
  const board = await store.snapshotOf('board');
  if (board?.topic !== 'board') throw new Error('there is always a board');
  return new RunningDropParties(board.seq, board.value);
}

class RunningDropParties {
  readonly list = new KeptList<ListedDropParty>(({ party }, field) => ({
    value: party[field as DropPartySortField],
    id: party.id,
  }));
  #seq: number;

  constructor(seq: number, parties: BoardDropParty[]) {
    this.#seq = seq;
    for (const party of parties) this.#set(party);
  }

  hear({ topic, seq, event, data }: Update): void {
    // It was read when it had that update already.
    if (topic !== 'board' || seq <= this.#seq) return;
    this.#seq = seq;
    const { id } = data['party'] as BoardDropParty;
    const was = this.list.get(id);
    const { value } = applyUpdate({ topic, value: was ? [was.party] : [] }, event, data);
    if (value[0]) this.#set(value[0]);
    else this.list.delete(id);
  }

  #set(party: BoardDropParty): void {
    this.list.set(party.id, { party, shown: new RowJson(() => listedDropPartyJson(party)) });
  }
}
