import type { Drop } from '../../src/domain/drops/drop.ts';
import type { DropEvent } from '../../src/domain/drops/drop-events.ts';
import { type DropPartySummary, summariseDropParty } from '../../src/domain/drops/drop-party.ts';
import type { JudgedDrop } from '../../src/domain/drops/open-drops.ts';
import { applyDropEvent, emptyWorld, type World } from '../../src/domain/drops/world.ts';
import { applyDungeonPartyEvent } from '../../src/domain/dungeons/dungeon-party-events.ts';
import { emptyLobby, type Lobby } from '../../src/domain/dungeons/lobby.ts';
import { applyFinderEvent, isFinderEvent } from '../../src/domain/finder/finder-events.ts';
import { applySessionEvent } from '../../src/domain/sessions/session-events.ts';
import type { Session } from '../../src/domain/sessions/session.ts';
import type { RememberedAnswer, StoredEvent } from '../../src/store/store.ts';
import { figuresOf } from '../../src/tools/drop-figures.ts';
import { isDropEvent, isSessionEvent, type PlayedCommit } from './PlayedStore.ts';

/** What a store must read like: keeps everything, in the simplest way. */
export class MemoryModel {
  readonly worlds = new Map<number, World>();
  readonly lobbies = new Map<string, Lobby>();
  /** In order of creation, including complete ones. */
  readonly sessions = new Map<string, Session>();
  readonly answers = new Map<string, RememberedAnswer>();
  readonly #ended: DropPartySummary[] = [];
  readonly #drops = new Map<number, JudgedDrop[]>();

  commit({ events, answers }: PlayedCommit): void {
    for (const event of events) this.#applyAny(event);
    for (const answer of answers) this.answers.set(answer.id, answer);
  }

  world(number: number): World {
    const world = this.worlds.get(number) ?? emptyWorld(number);
    this.worlds.set(number, world);
    return world;
  }

  lobby(name: string): Lobby {
    const lobby = this.lobbies.get(name) ?? emptyLobby(name);
    this.lobbies.set(name, lobby);
    return lobby;
  }

  active(): DropPartySummary[] {
    const parties = [...this.worlds.values()].flatMap(({ party }) => (party ? summariseDropParty(party, null) : []));
    return parties.toSorted((a, b) => a.id - b.id);
  }

  parties(): Map<number, DropPartySummary> {
    return new Map([...this.active(), ...this.#ended].map((party) => [party.id, party]));
  }

  history(): DropPartySummary[] {
    return this.#ended.toReversed();
  }

  dropsOf(id: number, { before = Infinity, limit }: { before?: number; limit: number }): Drop[] {
    const kept = this.judgedDropsOf(id).filter(({ drop, removed }) => !removed && drop.number < before);
    return kept
      .toReversed()
      .slice(0, limit)
      .map(({ drop }) => drop);
  }

  /** In order, with the removed ones. */
  judgedDropsOf(id: number): JudgedDrop[] {
    return this.#drops.get(id) ?? [];
  }

  #applyAny(event: StoredEvent): void {
    if (isDropEvent(event)) this.#apply(event);
    else if (isSessionEvent(event)) {
      const session = applySessionEvent(this.sessions.get(event.session_id) ?? null, event);
      this.sessions.set(event.session_id, session);
    } else if (isFinderEvent(event)) applyFinderEvent(this.lobby(event.lobby), event);
    else applyDungeonPartyEvent(this.lobby(event.lobby), event);
  }

  #apply(event: DropEvent): void {
    const world = this.world(event.world);
    if (event.type === 'drop_party_ended') this.#ended.push(summariseDropParty(world.party!, event.at));
    applyDropEvent(world, event);
    const drops = this.judgedDropsOf(event.party_id);
    this.#drops.set(event.party_id, drops);
    // The party's own objects, which its events change.
    if (event.type === 'drop_added') {
      const { drop, evidence, removed } = world.open.at(-1)!;
      drops.push({ drop, evidence, removed });
    }
    if (event.type === 'drop_removed') drops[event.number - 1]!.removed = true;
    if (world.party?.id !== event.party_id) this.#correctEnded(event, drops);
  }

  #correctEnded(event: DropEvent, drops: JudgedDrop[]): void {
    if (event.type === 'drop_confirmed') {
      const { drop, evidence } = drops[event.number - 1]!;
      drop.confirmed = evidence.approved = true;
    }
    if (event.type === 'drops_recounted')
      for (const { number, confirmed } of event.drops) drops[number - 1]!.drop.confirmed = confirmed;
    const party = this.#ended.find(({ id }) => id === event.party_id)!;
    const kept = drops.filter(({ removed }) => !removed).map(({ drop }) => drop);
    const confirmed = kept.filter((drop) => drop.confirmed);
    const claimed = figuresOf(kept.map(({ value }) => value));
    Object.assign(party, {
      total_drops: claimed.total_drops,
      total_value: Number(claimed.total),
      avg_drop: claimed.avg_drop,
      median_drop: claimed.median_drop,
      confirmed_drops: confirmed.length,
      confirmed_value: Number(figuresOf(confirmed.map(({ value }) => value)).total),
      biggest_drops: kept.toSorted((a, b) => b.value - a.value || a.number - b.number).slice(0, 10),
    });
  }
}
