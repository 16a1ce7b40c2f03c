import { decideDungeonParty } from '../../src/domain/dungeons/decide-dungeon-party.ts';
import { applyDungeonPartyEvent, type Newcomer } from '../../src/domain/dungeons/dungeon-party-events.ts';
import type { NewDungeonParty, DungeonPartyCommand } from '../../src/domain/dungeons/commands.ts';
import { emptyLobby, type Lobby } from '../../src/domain/dungeons/lobby.ts';
import type { DungeonPartySettings } from '../../src/domain/dungeons/dungeon-party.ts';
import { applySessionEvent } from '../../src/domain/sessions/session-events.ts';
import { type SessionCommand, createSession, decideSession } from '../../src/domain/sessions/decide-session.ts';
import type { Session } from '../../src/domain/sessions/session.ts';
import type { StoredEvent } from '../../src/store/store.ts';
import { copyLobby } from '../domain/dungeons/copy-lobby.ts';
import { T0 } from './commits.ts';

const SETTINGS: DungeonPartySettings = {
  name: 'Delvers',
  max_players: 4,
  game_type: 'coop',
  difficulty: 'normal',
  region: '',
  privacy: 'public',
  password_hash: null,
  locked: false,
  data: {},
};

/** For sessions that need no players. */
export const NOBODY = { players: [], teams: [] };

export function newParty(party_id: string, settings: Partial<DungeonPartySettings> = {}): NewDungeonParty {
  return { party_id, join_code: `code of ${party_id}`, settings: { ...SETTINGS, ...settings } };
}

export function newcomer(player_id: string, more: Partial<Newcomer> = {}): Newcomer {
  return { player_id, name: player_id.toUpperCase(), class: null, data: {}, presence: 'online', ...more };
}

/** A lobby and its sessions, played by the rules, for tests that commit the events. */
export class Adventure {
  readonly lobby: Lobby;
  readonly sessions = new Map<string, Session>();
  now = T0;

  constructor(lobby = 'main') {
    this.lobby = emptyLobby(lobby);
  }

  /** The lobby as it is now. */
  copy(): Lobby {
    return copyLobby(this.lobby);
  }

  /** The command's events, including a session's creation. */
  do(command: DungeonPartyCommand): StoredEvent[] {
    const answer = decideDungeonParty(this.lobby, command, this.now);
    if (answer.type === 'refused') throw new Error(`${command.type} was refused ${answer.kind}`);
    for (const event of answer.events) applyDungeonPartyEvent(this.lobby, event);
    if (!answer.session) return answer.events;
    const created = createSession(answer.session, this.now);
    this.sessions.set(answer.session.session_id, applySessionEvent(null, created));
    return [...answer.events, created];
  }

  inSession(session_id: string, command: SessionCommand): StoredEvent[] {
    const session = this.sessions.get(session_id)!;
    const answer = decideSession(session, command, this.now);
    if (answer.type === 'refused') throw new Error(`${command.type} was refused ${answer.kind}`);
    this.sessions.set(session_id, answer.events.reduce(applySessionEvent, session));
    return answer.events;
  }

  /** A party of two, led by `<id> ann`. */
  party(party_id: string): StoredEvent[] {
    const [ann, bob] = [`${party_id} ann`, `${party_id} bob`];
    return [
      ...this.do({ type: 'create', party: newParty(party_id, { data: { map: [1, null] } }), player: newcomer(ann) }),
      ...this.do({ type: 'join', party_id, player: newcomer(bob, { presence: 'rest' }), password: null }),
    ];
  }

  start(party_id: string, session_id: string): StoredEvent[] {
    return this.do({ type: 'start', party_id, player_id: `${party_id} ann`, session_id, seed: 7, force: true });
  }

  /** Starts the session by force, reports progress and completes it. */
  complete(party_id: string, session_id: string): StoredEvent[] {
    const player_id = `${party_id} ann`;
    return [
      ...this.inSession(session_id, { type: 'start', player_id }),
      ...this.inSession(session_id, {
        type: 'progress',
        player_id,
        report: { current_floor: 2, progress: { keys: ['red'] } },
      }),
      ...this.inSession(session_id, { type: 'complete', player_id, outcome: 'completed', result: { gold: 12 } }),
    ];
  }
}
