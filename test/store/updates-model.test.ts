import assert from 'node:assert/strict';
import * as fc from 'fast-check';
import { isListed } from '../../src/domain/dungeons/dungeon-party-views.ts';
import type { Topic, Update } from '../../src/projections/update.ts';
import type { StoredEvent } from '../../src/store/store.ts';
import { PlayedServer, type Step } from '../projections/PlayedServer.ts';
import { MemoryTopics } from '../projections/MemoryTopics.ts';
import { steps } from '../projections/steps.ts';
import { type Eyes, Watcher } from '../projections/Watcher.ts';

const RUNS = 150;
/** Fixed, because the test checks that every kind of event occurs. */
const SEED = 20_251_209;

/** The real rules and the updates that follow from them, with watchers that join at any time. */
class WatchedServer {
  readonly server = new PlayedServer();
  readonly topics = new MemoryTopics();
  readonly told = new Map<Topic, Update[]>();
  readonly commits: StoredEvent[][] = [];
  readonly #watchers: Watcher[] = [];

  take(step: Step): void {
    for (const events of this.server.take(step)) {
      this.commits.push(events);
      for (const update of this.topics.apply(events)) this.#tell(update);
    }
  }

  watchAll(): void {
    for (const topic of this.server.topics)
      for (const eyes of ['member', 'outsider'] as const) this.#watch(topic, eyes);
  }

  watchersAgree(): void {
    for (const watcher of this.#watchers) watcher.agreesWith(this.#snapshot(watcher.topic));
  }

  #watch(topic: Topic, eyes: Eyes): void {
    const snapshot = this.#snapshot(topic);
    const over = snapshot === null && this.told.has(topic);
    if (!over) this.#watchers.push(new Watcher(topic, eyes, snapshot));
  }

  #tell(update: Update): void {
    this.told.set(update.topic, [...(this.told.get(update.topic) ?? []), update]);
    // Before its first update a party or session did not exist.
    if (update.seq === 1 && /^(party|session)/.test(update.topic)) {
      this.#watchers.push(new Watcher(update.topic, 'member', null), new Watcher(update.topic, 'outsider', null));
    }
    for (const watcher of this.#watchers) if (watcher.topic === update.topic) watcher.hear(update);
  }

  #snapshot(topic: Topic) {
    return this.topics.snapshot(topic);
  }
}

describe('the updates of any history that the rules allow', () => {
  it('[UPD-3] any snapshot with the updates after it applied gives the final value of every topic', () => {
    const seen = new Set<string>();
    fc.assert(
      fc.property(steps, fc.nat(9), (history, every) => {
        const watched = new WatchedServer();
        for (const [i, step] of history.entries()) {
          if (i % (every + 5) === 0) watched.watchAll();
          watched.take(step);
        }
        watched.watchersAgree();
        for (const updates of watched.told.values()) for (const { event } of updates) seen.add(event);
      }),
      { numRuns: RUNS, seed: SEED },
    );
    // Every event must occur, or this proves little.
    assert.deepEqual([...seen].toSorted(), [
      'drop_added',
      'drop_confirmed',
      'drop_party_ended',
      'drop_party_started',
      'drop_removed',
      'drop_witnessed',
      'drops_recounted',
      'leader_changed',
      'party_created',
      'party_dissolved',
      'party_hidden',
      'party_shown',
      'party_updated',
      'player_changed',
      'player_joined',
      'player_kicked',
      'player_left',
      'session_complete',
      'session_created',
      'session_progress',
      'session_started',
    ]);
  });

  it('[UPD-2] each topic numbers its updates from 1 without gaps, and a replay gives the same updates', () => {
    fc.assert(
      fc.property(steps, (history) => {
        const watched = new WatchedServer();
        for (const step of history) watched.take(step);
        for (const updates of watched.told.values()) {
          assert.deepEqual(
            updates.map(({ seq }) => seq),
            updates.map((_, i) => i + 1),
          );
        }
        const again = new MemoryTopics();
        const replayed = watched.commits.flatMap((events) => again.apply(events));
        assert.deepEqual(
          Map.groupBy(replayed, ({ topic }) => topic),
          watched.told,
        );
      }),
      { numRuns: RUNS / 3 },
    );
  });

  it('[UPD-6] outsiders learn no join code, hash, invite, join request, ban or free-form data, and nothing about a private party', () => {
    fc.assert(
      fc.property(steps, (history) => {
        const watched = new WatchedServer();
        for (const step of history) {
          watched.take(step);
          const lobby = watched.topics.snapshot('lobby:main')!;
          assert.ok(lobby.topic === 'lobby' && lobby.value.every(isListed));
        }
        const updates = [...watched.told.values()].flat();
        assert.doesNotMatch(JSON.stringify(updates), /secret#|banned|password_hash/);
        const outside = updates.filter(({ topic, members_only }) => /^(party|lobby)/.test(topic) && !members_only);
        const text = JSON.stringify(outside.map(({ data }) => data));
        assert.doesNotMatch(text, /code \d|join_code|invite|declined|request|"data"|build/);
        for (const { data } of outside) assert.doesNotMatch(JSON.stringify(data), /"privacy":"private"/);
      }),
      { numRuns: RUNS / 3 },
    );
  });
});
