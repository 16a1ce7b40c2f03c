import assert from 'node:assert/strict';
import * as fc from 'fast-check';
import { applyDungeonPartyEvent, type DungeonPartyEvent } from '../../../src/domain/dungeons/dungeon-party-events.ts';
import { requestsEndedBy } from '../../../src/domain/dungeons/decide-requests.ts';
import { decideDungeonParty } from '../../../src/domain/dungeons/decide-dungeon-party.ts';
import { emptyLobby, type Lobby, restoreLobby } from '../../../src/domain/dungeons/lobby.ts';
import { noticeDungeonParty, dungeonPartyDueAt } from '../../../src/domain/dungeons/notice-dungeon-party.ts';
import { type DungeonParty, isThere, seats } from '../../../src/domain/dungeons/dungeon-party.ts';
import { anyStep, LEADER } from './any-step.ts';
import { isThere as isThereInModel } from './model-party.ts';
import { ModelLobby, type Step } from './ModelLobby.ts';
import { newParty, T0 } from './PlayedLobby.ts';

type Real = { lobby: Lobby; history: DungeonPartyEvent[]; now: number; made: number };

/** Takes one step in the model and in the lobby, some time after the previous one. */
class Play implements fc.Command<ModelLobby, Real> {
  readonly step: Step;
  readonly afterMs: number;

  constructor(step: Step, afterMs: number) {
    this.step = step;
    this.afterMs = afterMs;
  }

  check(): boolean {
    return true;
  }

  run(model: ModelLobby, real: Real): void {
    real.now += this.afterMs;
    const step = aimed(this.step, real);
    const before = JSON.stringify(dataOf(real.lobby));
    const { kind, events } = play(real.lobby, step, real.now);
    assert.equal(JSON.stringify(dataOf(real.lobby)), before, 'to decide changes nothing');
    assert.equal(kind, model.step(step, real.now));
    for (const decided of [() => events, () => requestsEndedBy(real.lobby, events, real.now)]) {
      const stored = JSON.parse(JSON.stringify(decided())) as DungeonPartyEvent[];
      for (const event of stored) applyDungeonPartyEvent(real.lobby, event);
      real.history.push(...stored);
    }
    assert.deepEqual(shownBy(real.lobby), shownByModel(model));
    assertSound(real.lobby);
  }

  toString(): string {
    return `+${this.afterMs} ${JSON.stringify(this.step)}`;
  }
}

/** Fills in the step's placeholders, and a new id if it may create a party. */
function aimed(step: Step, real: Real): Step {
  real.made += 1;
  const parties = [...real.lobby.parties.values()];
  const nth = (place: string) => parties[Number(place) - 1];
  const asked = 'command' in step && 'party_id' in step.command ? step.command.party_id : null;
  const target = nth(asked ?? '1');
  return JSON.parse(JSON.stringify(step), (key, value) => {
    if (key === 'party_id' && value !== null) return nth(value)?.party_id ?? 'nowhere';
    if (key === 'join_code') return nth(value)?.join_code ?? 'CODE-nowhere';
    if (key === 'if_version') return value + (target?.version ?? 0);
    if (key === 'player_id' && value === LEADER) return target?.leader_id ?? 'ann';
    return key === 'party' ? newParty(`p${real.made}`, value.settings) : value;
  }) as Step;
}

function play(lobby: Lobby, step: Step, now: number): { kind: string; events: DungeonPartyEvent[] } {
  if ('notice' in step) return { kind: 'ok', events: noticeDungeonParty(lobby, step.notice, now) };
  const answer = decideDungeonParty(lobby, step.command, now);
  return answer.type === 'refused' ? { kind: answer.kind, events: [] } : { kind: 'ok', events: answer.events };
}

function dataOf(lobby: Lobby): DungeonParty[] {
  return structuredClone([...lobby.parties.values()]);
}

function shownBy(lobby: Lobby) {
  return Array.from(lobby.parties.values(), (party) => ({
    id: party.party_id,
    members: party.members.map((member) => [member.player_id, member.ready, member.presence.status, isThere(member)]),
    leader: party.leader_id,
    seats: seats(party),
    banned: [...party.banned],
    invited: [...party.invites.keys()].toSorted(),
    asking: [...party.requests.keys()],
    session: party.session_id,
    version: party.version,
  }));
}

function shownByModel(model: ModelLobby) {
  return model.parties.map(({ id, members, leader, solo, max, banned, invited, asking, session, version }) => ({
    id,
    members: members.map((member) => [member.id, member.ready, member.presence, isThereInModel(member)]),
    leader,
    seats: solo ? 1 : max,
    banned,
    invited: invited.map((invite) => invite.id).toSorted(),
    asking: asking.map((request) => request.id),
    session,
    version,
  }));
}

function assertSound(lobby: Lobby): void {
  const players = [...lobby.parties.values()].flatMap(({ members }) => members.map((member) => member.player_id));
  assert.equal(new Set(players).size, players.length, 'one party a player');
  for (const party of lobby.parties.values()) {
    assert.ok(party.members.length <= seats(party));
    const leaders = party.members.filter((member) => member.player_id === party.leader_id);
    assert.equal(leaders.length, party.members.length === 0 ? 0 : 1);
  }
  assert.deepEqual(lobby, restored(lobby), 'indexes are as if built anew');
}

function restored(lobby: Lobby): Lobby {
  return restoreLobby(lobby.name, dataOf(lobby));
}

describe('a lobby compared with a model', () => {
  const afterMs = fc.oneof(
    { weight: 30, arbitrary: fc.nat(2) },
    { weight: 3, arbitrary: fc.constantFrom(30_000, 60_000) },
    { weight: 1, arbitrary: fc.constantFrom(300_000, 600_000, 86_400_000) },
  );
  const plays = fc.commands([fc.tuple(anyStep, afterMs).map(([step, afterMs]) => new Play(step, afterMs))], {
    maxCommands: 120,
    size: 'max',
  });

  it('[PARTY-3] [PARTY-18] every command has the model’s answer and effect, and replaying the events gives the same lobby', () => {
    fc.assert(
      fc.property(plays, (plays) => {
        const real: Real = { lobby: emptyLobby('main'), history: [], now: T0, made: 0 };
        fc.modelRun(() => ({ model: new ModelLobby(), real }), plays);
        const replayed = emptyLobby('main');
        for (const event of real.history) applyDungeonPartyEvent(replayed, event);
        assert.deepEqual(replayed, real.lobby);
      }),
      { numRuns: 300 },
    );
  });

  it('[PARTY-12] a party expires exactly when it is due', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(anyStep, afterMs), { maxLength: 60, size: 'max' }), (steps) => {
        const real: Real = { lobby: emptyLobby('main'), history: [], now: T0, made: 0 };
        for (const [step, afterMs] of steps) {
          real.now += afterMs;
          for (const event of play(real.lobby, aimed(step, real), real.now).events)
            applyDungeonPartyEvent(real.lobby, event);
          for (const party of real.lobby.parties.values()) {
            const due = dungeonPartyDueAt(party) ?? Infinity;
            const expire: Step = { notice: { type: 'expire', party_id: party.party_id } };
            const isDue = play(real.lobby, expire, real.now).events.length > 0;
            assert.equal(isDue, real.now >= due);
          }
        }
      }),
      { numRuns: 100 },
    );
  });
});
