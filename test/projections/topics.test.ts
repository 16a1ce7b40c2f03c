import assert from 'node:assert/strict';
import { applyDropEvent, emptyWorld } from '../../src/domain/drops/world.ts';
import { dropUpdates } from '../../src/projections/drop-updates.ts';
import { lookAtDungeonParty, dungeonPartyUpdates } from '../../src/projections/dungeon-party-updates.ts';
import type { NewUpdate } from '../../src/projections/update.ts';
import { aReport, PlayedWorld } from '../domain/drops/PlayedWorld.ts';
import { newParty, PlayedLobby } from '../domain/dungeons/PlayedLobby.ts';

describe('the topics of an event', () => {
  it('[UPD-1] the world gets the whole drop and its witnesses, the board only the totals', () => {
    const played = new PlayedWorld();
    for (const reporter of ['r1', 'r2']) played.report(1_000, aReport({ reporter, value: 70 }));
    const world = emptyWorld(444);
    const news = played.events.flatMap((event): NewUpdate[] => {
      applyDropEvent(world, event);
      return event.type === 'drop_party_ended' ? [] : dropUpdates(event, world);
    });
    assert.deepEqual(
      news.map(({ topic, event }) => `${topic} ${event}`),
      [
        'world:444 drop_party_started',
        'board drop_party_started',
        'world:444 drop_added',
        'board drop_added',
        'world:444 drop_witnessed',
      ],
    );
    const claimed = { id: 1, total_drops: 1, total_value: 70, avg_drop: 70, last_drop_at: 1_000, world_type: null };
    assert.deepEqual(news[3]!.data, { party: { ...claimed, confirmed_drops: 0, confirmed_value: 0 } });
    assert.deepEqual(news[4]!.data, {
      drop: { drop_party_id: 1, number: 1, witnesses: 2 },
      party: { id: 1, witnesses: 2 },
    });
    const { drop } = news[2]!.data as { drop: { witnesses: number } };
    assert.equal(drop.witnesses, 1, 'what was told does not change any more');
  });

  it('[UPD-1] the world and the board are told of confirmed, recounted and removed drops, and of none in an ended party', () => {
    const played = new PlayedWorld();
    played.report(1_000, aReport({ reporter: 'r1', source: 'home', value: 70 }));
    played.report(1_000, aReport({ reporter: 'r2', source: 'work', value: 70 }));
    played.mute({ reporters: ['r2'] });
    played.approve(1);
    played.remove(1);
    const world = emptyWorld(444);
    const news = played.events.flatMap((event) => {
      applyDropEvent(world, event);
      return event.type === 'drop_party_ended' ? [] : dropUpdates(event, world);
    });
    assert.deepEqual(
      news.slice(4).map(({ topic, event }) => `${topic} ${event}`),
      [
        ...['world:444 drop_witnessed', 'board drop_confirmed', 'world:444 drops_recounted', 'board drops_recounted'],
        ...['world:444 drop_confirmed', 'board drop_confirmed', 'world:444 drop_removed', 'board drop_removed'],
      ],
    );
    assert.deepEqual(news[5]!.data, { party: { id: 1, confirmed_drops: 1, confirmed_value: 70 } });
    const removed = played.events.at(-1)!;
    assert.ok(removed.type === 'drop_removed');
    assert.deepEqual(dropUpdates(removed, emptyWorld(444)), []);
  });

  it('[UPD-1] [UPD-6] the lobby is shown the whole of a party that becomes public, and its place', () => {
    const game = new PlayedLobby();
    game.do({ type: 'create', party: newParty('q', { privacy: 'private' }), player: null });
    game.do({ type: 'create', party: newParty('r'), player: null });
    const party = game.lobby.parties.get('q')!;
    const before = lookAtDungeonParty(party);
    game.do({ type: 'update', party_id: 'q', player_id: null, changes: { privacy: 'public' } });
    const after = lookAtDungeonParty(party);
    const news = dungeonPartyUpdates(game.history.at(-1)!, before, after, () => 'p');
    assert.deepEqual(
      news.map(({ topic, event }) => `${topic} ${event}`),
      ['party:q party_updated', 'lobby:main party_shown'],
    );
    assert.deepEqual(news[0]!.data, { party_id: 'q', party: { privacy: 'public', version: 2 } });
    assert.deepEqual(news[1]!.data, { party_id: 'q', after: 'p', party: after.outside });
  });

  it('[UPD-1] the party and its lobby get an update when its session is created and when it is complete', () => {
    const game = new PlayedLobby();
    const news: NewUpdate[] = [];
    const tell = (act: () => unknown) => {
      const before = lookAtDungeonParty(game.party);
      act();
      news.push(...dungeonPartyUpdates(game.history.at(-1)!, before, lookAtDungeonParty(game.party), () => null));
    };
    tell(() => game.start());
    tell(() => game.notice({ type: 'session_ended', party_id: 'p', session_id: 's' }));
    assert.deepEqual(
      news.map(({ topic, event, data }) => `${topic} ${event} ${JSON.stringify(data['session_id'])}`),
      [
        'party:p session_created "s"',
        'lobby:main session_created "s"',
        'party:p session_complete "s"',
        'lobby:main session_complete "s"',
      ],
    );
  });
});
