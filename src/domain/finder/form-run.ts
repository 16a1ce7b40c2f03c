import { departures } from '../dungeons/decide-membership.ts';
import {
  type Arrival,
  DEFAULT_SETTINGS,
  type DungeonParty,
  type DungeonPartySettings,
} from '../dungeons/dungeon-party.ts';
import {
  type DungeonPartyChange,
  type DungeonPartyEvent,
  type Newcomer,
  toDungeonPartyEvents,
} from '../dungeons/dungeon-party-events.ts';
import type { Lobby } from '../dungeons/lobby.ts';
import type { NewSession, NewSessionPlayer } from '../sessions/session.ts';
import type { NewRun } from './finder-commands.ts';
import { type FinderChange, type FinderEvent, toFinderEvents } from './finder-events.ts';
import { byTurn, type Match, type Searcher, type Ticket } from './ticket.ts';

type FormedRun = { events: FinderEvent[]; partyEvents: DungeonPartyEvent[]; session: NewSession };

/** One team on its way: the party that takes it in, and all who play in it, those who are in the party first. */
type Team = {
  party_id: string;
  isPrivate: boolean;
  leader: Searcher;
  players: Searcher[];
  events: DungeonPartyEvent[];
};

/** How many parties a match adds to the lobby at most: a team with a party of its own needs none. */
export function newPartiesFor(lobby: Lobby, { teams }: Match): number {
  return teams.filter((team) => hostOf(lobby, ticketsOf(lobby, team)) === null).length;
}

/**
 * Each team goes into one party: that of its longest waiting ticket that has one, or a new one, which the longest waiting player leads.
 * Then all teams are in one session. `lastAccepted` is the ticket whose acceptance comes before, in the same commit. Rule: [FIND-10].
 */
export function formRun(
  lobby: Lobby,
  match: Match,
  run: NewRun,
  at: number,
  arrivalOf: (playerId: string) => Arrival,
  lastAccepted: string,
): FormedRun {
  const ids = [...run.parties];
  const teams = match.teams.map((team) => formTeam(lobby, match, ticketsOf(lobby, team), { run, ids, at, arrivalOf }));
  const parties = teams.map(({ party_id }) => party_id);
  const { session_id } = run;
  const ends = match.teams.flatMap((team, i) =>
    team.map((ticket_id): FinderChange => {
      const outcome = { reason: 'matched', at, party_id: parties[i]!, session_id } as const;
      const version = lobby.queue.tickets.get(ticket_id)!.version + 1 + Number(ticket_id === lastAccepted);
      return { type: 'ticket_ended', ticket_id, version, outcome };
    }),
  );
  return {
    // The match is made before its tickets end, so that their waiting times are still known.
    events: toFinderEvents(lobby, at, [{ type: 'match_made', match, session_id, parties }, ...ends]),
    partyEvents: teams.flatMap(({ events }) => events),
    session: sessionOf(match, run, teams, arrivalOf),
  };
}

type Forming = { run: NewRun; ids: NewRun['parties']; at: number; arrivalOf: (playerId: string) => Arrival };

function formTeam(lobby: Lobby, match: Match, tickets: Ticket[], forming: Forming): Team {
  const host = hostOf(lobby, tickets);
  const ofHost = tickets.find(({ party_id }) => party_id !== null && party_id === host?.party_id);
  const others = tickets.filter((ticket) => ticket !== ofHost);
  const gone = others.flatMap((ticket) => leaveParty(lobby, ticket, forming.at));
  const joining = others.flatMap(({ players }) => players);
  const team = host
    ? joinHost(host, match, ofHost!.players, joining, forming)
    : newParty(lobby, match, joining, forming);
  return { ...team, events: [...gone, ...team.events] };
}

/** The party of the longest waiting ticket that has one. */
function hostOf(lobby: Lobby, tickets: Ticket[]): DungeonParty | null {
  const first = tickets.find(({ party_id }) => party_id !== null);
  return first ? (lobby.parties.get(first.party_id!) ?? null) : null;
}

/** In turn. */
function ticketsOf({ queue }: Lobby, team: readonly string[]): Ticket[] {
  return team.map((ticketId) => queue.tickets.get(ticketId)!).toSorted(byTurn);
}

/** All members go, so the party is dissolved. */
function leaveParty(lobby: Lobby, { party_id, players }: Ticket, at: number): DungeonPartyEvent[] {
  const party = party_id === null ? undefined : lobby.parties.get(party_id);
  if (!party) return [];
  const goers = players.map(({ player_id }) => player_id);
  return toDungeonPartyEvents(party, at, departures(party, goers, 'matched'));
}

function joinHost(
  host: DungeonParty,
  match: Match,
  members: readonly Searcher[],
  joining: Searcher[],
  { run, at, arrivalOf }: Forming,
): Team {
  const { party_id, leader_id } = host;
  const players = [...members, ...joining];
  const changes = changedSettings(host, match, players.length);
  const joined = joining.map((player): DungeonPartyChange => ({
    type: 'member_joined',
    member: newcomerOf(player, arrivalOf),
  }));
  const events = toDungeonPartyEvents(host, at, [
    ...(Object.keys(changes).length > 0 ? [{ type: 'party_updated' as const, changes }] : []),
    ...joined,
    { type: 'party_session_started', session_id: run.session_id },
  ]);
  const leader = members.find(({ player_id }) => player_id === leader_id) ?? members[0]!;
  return { party_id, isPrivate: host.privacy === 'private', leader, players, events };
}

/** What the match is about, and as many seats as it takes. */
function changedSettings(host: DungeonParty, match: Match, players: number): Partial<DungeonPartySettings> {
  const wanted = settingsOf(match);
  return {
    ...(host.game_type !== wanted.game_type && { game_type: wanted.game_type }),
    ...(host.difficulty !== wanted.difficulty && { difficulty: wanted.difficulty }),
    ...(match.region !== '' && host.region !== match.region && { region: match.region }),
    ...(host.max_players < players && { max_players: players }),
  };
}

function newParty(lobby: Lobby, match: Match, players: Searcher[], { run, ids, at, arrivalOf }: Forming): Team {
  const { party_id, join_code } = ids.shift()!;
  if (lobby.parties.has(party_id) || lobby.codes.has(join_code)) throw new Error('a new party needs a new id and code');
  const [leader, ...others] = players as [Searcher, ...Searcher[]];
  const settings = {
    ...DEFAULT_SETTINGS,
    ...settingsOf(match),
    region: match.region,
    name: `${leader.name}'s party`,
    max_players: Math.max(players.length, DEFAULT_SETTINGS.max_players),
  };
  const member = newcomerOf(leader, arrivalOf);
  const about = { lobby: lobby.name, party_id, at };
  const changes: DungeonPartyChange[] = [
    ...others.map((player): DungeonPartyChange => ({ type: 'member_joined', member: newcomerOf(player, arrivalOf) })),
    { type: 'party_session_started', session_id: run.session_id },
  ];
  const events: DungeonPartyEvent[] = [
    { ...about, type: 'party_created', version: 1, join_code, settings, member },
    ...changes.map((change) => ({ ...change, ...about, version: 2 })),
  ];
  return { party_id, isPrivate: false, leader, players, events };
}

function settingsOf({ game_type, difficulty }: Match): Pick<DungeonPartySettings, 'game_type' | 'difficulty'> {
  return { game_type, difficulty };
}

function newcomerOf(player: Searcher, arrivalOf: Forming['arrivalOf']): Newcomer {
  const { player_id, name, class: played, data } = player;
  return { player_id, name, class: played, data, presence: arrivalOf(player_id) };
}

/**
 * Who accepted the match is ready. The session is as private as its party, so that is a private one if any team's is; its leader leads the
 * session.
 */
function sessionOf(match: Match, run: NewRun, teams: Team[], arrivalOf: Forming['arrivalOf']): NewSession {
  const first = teams.find(({ isPrivate }) => isPrivate) ?? teams[0]!;
  const players = teams.flatMap(({ players: ofTeam }) =>
    ofTeam.map(({ player_id, name, class: played, data }): NewSessionPlayer => {
      const presence = arrivalOf(player_id) === 'rest' ? 'rest' : 'expected';
      return { player_id, name, class: played, data, ready: true, presence };
    }),
  );
  return {
    session_id: run.session_id,
    party_id: first.party_id,
    lobby: match.lobby,
    leader_id: first.leader.player_id,
    game_type: match.game_type,
    difficulty: match.difficulty,
    seed: run.seed,
    players,
    teams:
      teams.length < 2
        ? []
        : teams.map(({ party_id, players: of }) => ({ party_id, players: of.map(({ player_id }) => player_id) })),
  };
}
