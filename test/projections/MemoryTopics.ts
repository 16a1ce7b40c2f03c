import { isListed } from '../../src/domain/dungeons/dungeon-party-views.ts';
import { emptyWorld } from '../../src/domain/drops/world.ts';
import { boardDropParty, worldValue } from '../../src/projections/topic-values.ts';
import type { Topic, Update } from '../../src/projections/update.ts';
import type { StoredEvent, TopicSnapshot } from '../../src/store/store.ts';
import { Rooms } from '../store/PlayedStore.ts';

/** The topics of a store, kept in memory for ever. */
export class MemoryTopics {
  readonly #rooms = new Rooms();
  readonly #seqs = new Map<Topic, number>();

  apply(events: StoredEvent[]): Update[] {
    return this.#rooms.tell(events).updates.map((update) => {
      const seq = (this.#seqs.get(update.topic) ?? 0) + 1;
      this.#seqs.set(update.topic, seq);
      return { ...update, seq };
    });
  }

  snapshot(topic: Topic): TopicSnapshot | null {
    const { worlds, lobbies, sessions } = this.#rooms;
    const seq = this.#seqs.get(topic) ?? 0;
    const name = topic.slice(topic.indexOf(':') + 1);
    if (topic === 'board') {
      const running = [...worlds.values()].flatMap(({ party }) => (party ? boardDropParty(party) : []));
      return { topic, seq, value: running.toSorted((a, b) => a.id - b.id) };
    }
    if (topic.startsWith('world:')) {
      return { topic: 'world', seq, value: worldValue(worlds.get(Number(name)) ?? emptyWorld(Number(name))) };
    }
    if (topic.startsWith('lobby:')) {
      const parties = [...(lobbies.get(name)?.parties.values() ?? [])];
      return { topic: 'lobby', seq, value: structuredClone(parties.filter(isListed)) };
    }
    if (topic.startsWith('party:')) {
      const party = [...lobbies.values()].map(({ parties }) => parties.get(name)).find(Boolean);
      return party ? { topic: 'party', seq, value: structuredClone(party) } : null;
    }
    const session = sessions.get(name);
    return session ? { topic: 'session', seq, value: session } : null;
  }
}
