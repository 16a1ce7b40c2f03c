import assert from 'node:assert/strict';
import type { PartyState } from '../../src/rooms/schema/lobby.ts';
import type { SessionState } from '../../src/rooms/schema/session.ts';
import type { ModelLobby } from '../domain/dungeons/ModelLobby.ts';
import type { ModelSession } from '../domain/sessions/ModelSession.ts';

/** A party as REST and every room must show it. */
export type ShownParty = {
  id: string;
  members: [id: string, ready: boolean, connected: boolean][];
  leader: string | null;
  seats: number;
  hidden: boolean;
  locked: boolean;
  run: string | null;
  version: number;
};

/** A session as REST and its room must show it. */
type ShownRun = {
  status: string;
  leader: string | null;
  version: number;
  floor: number;
  players: [id: string, ready: boolean, connected: boolean, left: boolean][];
  outcome: string | null;
  missing: string[];
};

type RestParty = {
  party_id: string;
  members: { player_id: string; ready: boolean; connected: boolean }[];
  leader_id: string | null;
  max_players: number;
  privacy: string;
  locked: boolean;
  session_id: string | null;
  version: number;
};

export function shownByRest(party: RestParty): ShownParty {
  return {
    id: party.party_id,
    members: party.members?.map(({ player_id, ready, connected }) => [player_id, ready, connected]),
    leader: party.leader_id,
    seats: party.max_players,
    hidden: party.privacy === 'private',
    locked: party.locked,
    run: party.session_id,
    version: party.version,
  };
}

export function shownByState(party: PartyState): ShownParty {
  const members = [...party.members.values()].toSorted((a, b) => a.place - b.place);
  return {
    id: party.party_id,
    members: members.map(({ player_id, ready, connected }) => [player_id, ready, connected]),
    leader: party.leader_id || null,
    seats: party.max_players,
    hidden: false,
    locked: party.locked,
    run: party.session_id || null,
    version: party.version,
  };
}

export function shownByModel({ parties }: ModelLobby): ShownParty[] {
  return parties.map(({ id, members, leader, solo, max, hidden, locked, session: run, version }) => ({
    id,
    members: members.map((member) => [member.id, member.ready, member.presence !== 'away']),
    leader,
    seats: solo ? 1 : max,
    hidden,
    locked,
    run,
    version,
  }));
}

type RestRun = {
  status: string;
  leader_id: string | null;
  version: number;
  current_floor: number;
  players: { player_id: string; ready: boolean; connected: boolean; left: boolean }[];
  outcome: string | null;
  missing: string[];
};

export function shownByRunRest(run: RestRun): ShownRun {
  return {
    status: run.status,
    leader: run.leader_id,
    version: run.version,
    floor: run.current_floor,
    players: run.players?.map(({ player_id, ready, connected, left }) => [player_id, ready, connected, left]),
    outcome: run.outcome,
    missing: run.missing,
  };
}

export function shownByRun(state: SessionState): ShownRun {
  const players = [...(state.players?.values() ?? [])].toSorted((a, b) => a.place - b.place);
  return {
    status: state.status,
    leader: state.leader_id || null,
    version: state.version,
    floor: state.current_floor,
    players: players.map(({ player_id, ready, connected, left }) => [player_id, ready, connected, left]),
    outcome: state.outcome || null,
    missing: players.filter(({ missing }) => missing).map(({ player_id }) => player_id),
  };
}

export function shownByRunModel(run: ModelSession): ShownRun {
  const { status, leader_id, version, current_floor, players, outcome, missing } = run.shown();
  return {
    status,
    leader: leader_id,
    version,
    floor: current_floor,
    players: players.map(([id, ready, is]) => {
      return [id as string, ready as boolean, is === 'rest' || is === 'online', is === 'left'];
    }),
    outcome,
    missing,
  };
}

/** Checks the model's invariants, and so those of everything that agrees with the model. */
export function assertSound(parties: ShownParty[]): void {
  const players = parties.flatMap(({ members }) => members.map(([id]) => id));
  assert.equal(new Set(players).size, players.length, 'one party a player');
  for (const { members, seats, leader } of parties) {
    assert.ok(members.length <= seats, 'never more members than seats');
    assert.equal(members.filter(([id]) => id === leader).length, members.length === 0 ? 0 : 1, 'exactly one leader');
  }
}
