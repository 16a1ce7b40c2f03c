import type { Drop } from '../../src/domain/drops/drop.ts';
import type { DropEvent } from '../../src/domain/drops/drop-events.ts';
import { type DropPartySummary, summariseDropParty } from '../../src/domain/drops/drop-party.ts';
import { applyDropEvent, emptyWorld, type World } from '../../src/domain/drops/world.ts';
import { applyDungeonPartyEvent } from '../../src/domain/dungeons/dungeon-party-events.ts';
import { emptyLobby, type Lobby } from '../../src/domain/dungeons/lobby.ts';
import { applySessionEvent } from '../../src/domain/sessions/session-events.ts';
import type { Session } from '../../src/domain/sessions/session.ts';
import type { RememberedAnswer, StoredEvent } from '../../src/store/store.ts';
import { isDropEvent, isSessionEvent, type PlayedCommit } from './PlayedStore.ts';

/** What a store must read like: keeps everything, in the simplest way. */
export class MemoryModel {
  readonly worlds = new Map<number, World>();
  readonly lobbies = new Map<string, Lobby>();
  /** In order of creation, including complete ones. */
  readonly sessions = new Map<string, Session>();
  readonly answers = new Map<string, RememberedAnswer>();
  readonly #ended: DropPartySummary[] = [];
  readonly #drops = new Map<number, { drop: Drop; seenBy: Set<string> }[]>();

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
    const found = (this.#drops.get(id) ?? []).filter(({ drop }) => drop.number < before).slice(-limit);
    return found.toReversed().map(({ drop, seenBy }) => Object.assign({ ...drop }, { witnesses: seenBy.size }));
  }

  #applyAny(event: StoredEvent): void {
    if (isDropEvent(event)) this.#apply(event);
    else if (isSessionEvent(event)) {
      const session = applySessionEvent(this.sessions.get(event.session_id) ?? null, event);
      this.sessions.set(event.session_id, session);
    } else applyDungeonPartyEvent(this.lobby(event.lobby), event);
  }

  #apply(event: DropEvent): void {
    const world = this.world(event.world);
    if (event.type === 'drop_party_ended') this.#ended.push(summariseDropParty(world.party!, event.at));
    applyDropEvent(world, event);
    const drops = this.#drops.get(event.party_id) ?? [];
    this.#drops.set(event.party_id, drops);
    if (event.type === 'drop_added') {
      const drop = world.open.at(-1)!.drop;
      drops.push({ drop, seenBy: new Set(event.reporter === null ? [] : [event.reporter]) });
    }
    if (event.type === 'drop_witnessed') drops[event.number - 1]!.seenBy.add(event.reporter);
  }
}
