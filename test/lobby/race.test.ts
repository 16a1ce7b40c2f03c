import assert from 'node:assert/strict';
import { AppError } from '../../src/errors.ts';
import type { MemberDungeonParty } from '../../src/domain/dungeons/dungeon-party-views.ts';
import { appForSuite, FakeClock, readJson, until } from '../support/app.ts';
import { restDoor } from '../support/rest-door.ts';
import { joinLobby, MessageDoor } from './message-door.ts';

const PARTIES = 50;
const PLAYERS = 500;

describe('a race for the last seats', () => {
  const clock = new FakeClock();
  const app = appForSuite({ now: clock.now });

  it(`[PARTY-2] ${PLAYERS} players race by REST and messages for the last seat in each of ${PARTIES} parties: one player gets each seat and the others are told that the party is full`, async () => {
    const [rest, messages] = [restDoor(app, clock), new MessageDoor(app, clock)];
    const ids = await Promise.all(
      Array.from({ length: PARTIES }, async (_, i) => {
        const { party_id } = await (i % 2 ? rest : messages).create(`leader-${i}`, { max_players: 3 });
        await rest.request(`second-${i}`, 'party.join', { party_id });
        return party_id;
      }),
    );
    // Alternate between REST and messages, so that both compete for each party.
    const racers = Array.from({ length: PLAYERS }, (_, i) => ({
      player: `racer-${i}`,
      party_id: ids[Math.floor(i / 2) % PARTIES]!,
      door: i % 2 ? rest : messages,
    }));
    for (const { player, door } of racers) if (door === messages) await messages.lobby(player);
    const kinds = await Promise.all(
      racers.map(({ player, party_id, door }) =>
        door.request(player, 'party.join', { party_id }).then(
          () => 'joined',
          (error: unknown) => (error instanceof AppError ? error.kind : String(error)),
        ),
      ),
    );
    const count = (kind: string) => kinds.filter((other) => other === kind).length;
    assert.deepEqual([count('joined'), count('party_full')], [PARTIES, PLAYERS - PARTIES]);
    const watcher = await joinLobby(app);
    await until(() => watcher.state.parties?.size === PARTIES);
    for (const party_id of ids) {
      const party = await readJson<MemberDungeonParty>(await app.get(`/party/${party_id}`));
      const winners = racers.filter((racer, i) => racer.party_id === party_id && kinds[i] === 'joined');
      assert.deepEqual(
        party.players.slice(2),
        winners.map(({ player }) => player),
      );
      const shown = watcher.state.parties.get(party_id)!;
      assert.deepEqual([shown.player_count, shown.members.size, shown.version], [3, 3, party.version]);
    }
    await watcher.leave();
    await messages.close();
  });
});
