import { LRUCache } from 'lru-cache';
import { type MemberDungeonParty, memberDungeonParty } from '../../domain/dungeons/dungeon-party-views.ts';
import { LOBBIES_MAX } from '../../domain/limits.ts';
import { applyUpdate } from '../../projections/apply-update.ts';
import type { Topic, Update } from '../../projections/update.ts';
import { publicDungeonPartyJson } from '../../protocol/dungeon-parties.ts';
import type { DungeonPartySortField } from '../../protocol/dungeon-queries.ts';
import type { Numbered, Store } from '../../store/store.ts';
import { Kept } from './Kept.ts';
import { KeptList } from './KeptList.ts';
import { RowJson } from './row-json.ts';

/** A dungeon party with what lists filter and sort by, and as lists show it. `seq` is the number of the newest update of its topic. */
export type ListedDungeonParty = { seq: number; party: MemberDungeonParty; shown: RowJson };

/**
 * The parties of lobbies, read once and kept by their updates, so that a list costs what it shows and not what the lobby holds. A lobby
 * without parties is not kept: anybody can ask for any name.
 */
export class KeptLobbies {
  readonly #store: Store;
  readonly #lobbies = new LRUCache<string, Kept<KeptLobby>>({ max: LOBBIES_MAX });

  constructor(store: Store) {
    this.#store = store;
    store.subscribeUpdates((updates) => this.#hear(updates));
    store.onLostUpdates(() => this.#lobbies.clear());
  }

  /** The parties, private ones too, as of the newest commit. To be read before the next await. Refuses `storage_unavailable`. */
  async partiesOf(name: string): Promise<KeptList<ListedDungeonParty>> {
    let kept = this.#lobbies.get(name);
    if (!kept) {
      kept = new Kept(this.#store, async () => new KeptLobby(name, await this.#store.dungeonPartiesOf(name)));
      this.#lobbies.set(name, kept);
    }
    const { parties } = await kept.get();
    if (parties.size === 0 && this.#lobbies.peek(name) === kept) this.#lobbies.delete(name);
    return parties;
  }

  #hear(updates: Update[]): void {
    for (const update of updates) {
      if (!update.topic.startsWith(TOPIC)) continue;
      for (const lobby of this.#lobbies.values()) lobby.hear(update);
    }
  }
}

const TOPIC = 'party:' satisfies Topic;

class KeptLobby {
  readonly parties = new KeptList<ListedDungeonParty>(({ party }, field) => ({
    value: party[field as DungeonPartySortField],
    id: party.party_id,
    last: party.last_heard_at !== null,
  }));
  readonly #name: string;

  constructor(name: string, parties: Numbered<Parameters<typeof memberDungeonParty>[0]>[]) {
    this.#name = name;
    for (const { seq, value } of parties) this.#set(seq, memberDungeonParty(value));
  }

  /** Of any party: updates do not say in which lobby it is. */
  hear({ topic, seq, event, data, for_members }: Update): void {
    const party_id = topic.slice(TOPIC.length);
    const known = this.parties.get(party_id);
    if (!known && event !== 'party_created') return;
    // It was read when it had that update already.
    if (known && seq <= known.seq) return;
    const { value } = applyUpdate({ topic: 'party', value: known?.party ?? null }, event, for_members ?? data);
    if (!value) this.parties.delete(party_id);
    else if (value.lobby === this.#name) this.#set(seq, value);
  }

  #set(seq: number, party: MemberDungeonParty): void {
    this.parties.set(party.party_id, { seq, party, shown: new RowJson(() => publicDungeonPartyJson(party)) });
  }
}
