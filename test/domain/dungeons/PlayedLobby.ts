import assert from 'node:assert/strict';
import type { ErrorKind } from '../../../src/errors.ts';
import {
  applyDungeonPartyEvent,
  type Newcomer,
  type DungeonPartyEvent,
} from '../../../src/domain/dungeons/dungeon-party-events.ts';
import type {
  AddressedDungeonPartyCommand,
  DungeonPartyCommand,
  Accepted,
  DungeonPartyNotice,
  PasswordCheck,
} from '../../../src/domain/dungeons/commands.ts';
import { requestsEndedBy } from '../../../src/domain/dungeons/decide-requests.ts';
import { decideDungeonParty } from '../../../src/domain/dungeons/decide-dungeon-party.ts';
import { copyLobby } from './copy-lobby.ts';
import { emptyLobby } from '../../../src/domain/dungeons/lobby.ts';
import { noticeDungeonParty } from '../../../src/domain/dungeons/notice-dungeon-party.ts';
import type { Arrival, DungeonParty, DungeonPartySettings } from '../../../src/domain/dungeons/dungeon-party.ts';

const SETTINGS: DungeonPartySettings = {
  name: 'Delvers',
  max_players: 8,
  game_type: 'coop',
  difficulty: 'normal',
  region: '',
  privacy: 'public',
  password_hash: null,
  locked: false,
  data: {},
};

export const T0 = Date.parse('2025-12-09T12:00:00Z');

export function newcomer(player_id: string, presence: Arrival = 'online'): Newcomer {
  return { player_id, name: player_id.toUpperCase(), class: null, data: {}, presence };
}

export function newParty(party_id: string, settings: Partial<DungeonPartySettings> = {}) {
  return { party_id, join_code: `CODE-${party_id}`, settings: { ...SETTINGS, ...settings } };
}

/** A lobby with a clock, which applies every accepted decision. It starts with party `p`, led by `ann`. */
export class PlayedLobby {
  readonly lobby = emptyLobby('main');
  readonly history: DungeonPartyEvent[] = [];
  now = T0;

  constructor(settings?: Partial<DungeonPartySettings>, ...others: string[]) {
    this.do({ type: 'create', party: newParty('p', settings), player: newcomer('ann') });
    for (const player of others) this.join(player);
  }

  get party(): DungeonParty {
    return this.lobby.parties.get('p')!;
  }

  get ids(): string[] {
    return this.party.members.map(({ player_id }) => player_id);
  }

  do(command: DungeonPartyCommand): Accepted {
    const answer = decideDungeonParty(this.lobby, command, this.now);
    if (answer.type === 'refused') assert.fail(`${command.type} was refused ${answer.kind}: ${answer.message}`);
    this.#apply(answer.events);
    return answer;
  }

  /** Asserts that the command is refused with this kind and changes nothing. */
  refuses(kind: ErrorKind, command: DungeonPartyCommand): void {
    const before = copyLobby(this.lobby);
    const answer = decideDungeonParty(this.lobby, command, this.now);
    assert.equal(answer.type === 'refused' ? answer.kind : 'accepted', kind);
    assert.deepEqual(this.lobby, before);
  }

  /** Asserts that the command is accepted and changes nothing. */
  ignores(command: DungeonPartyCommand): void {
    assert.deepEqual(this.do(command).events, []);
  }

  notice(notice: DungeonPartyNotice): DungeonPartyEvent[] {
    const events = noticeDungeonParty(this.lobby, notice, this.now);
    this.#apply(events);
    return events;
  }

  join(player: string, presence?: Arrival): Accepted {
    return this.do(joining(player, { presence }));
  }

  start(): Accepted {
    return this.do(starting('ann', { force: true }));
  }

  #apply(events: DungeonPartyEvent[]): void {
    for (const event of events) applyDungeonPartyEvent(this.lobby, event);
    const ended = requestsEndedBy(this.lobby, events, this.now);
    for (const event of ended) applyDungeonPartyEvent(this.lobby, event);
    this.history.push(...events, ...ended);
  }
}

type Entry = { presence?: Arrival | undefined; party_id?: string; password?: PasswordCheck | null };

export function joining(
  player: string,
  { presence, party_id = 'p', password = null }: Entry = {},
): AddressedDungeonPartyCommand {
  return { type: 'join', party_id, player: newcomer(player, presence), password };
}

export function starting(
  player_id: string | null,
  { force = false, session_id = 's', party_id = 'p' } = {},
): AddressedDungeonPartyCommand {
  return { type: 'start', party_id, player_id, session_id, seed: 7, force };
}

export function updating(
  player_id: string | null,
  changes: Partial<DungeonPartySettings>,
  party_id = 'p',
): AddressedDungeonPartyCommand {
  return { type: 'update', party_id, player_id, changes };
}

export function readying(player_id: string, ready = true): AddressedDungeonPartyCommand {
  return { type: 'ready', party_id: 'p', player_id, changes: { ready } };
}

export function about(
  verb: 'kick' | 'promote' | 'invite' | 'decline_request',
  player_id: string,
  target_id: string,
): AddressedDungeonPartyCommand {
  return { type: verb, party_id: 'p', player_id, target_id };
}

export function leaving(player_id: string, party_id: string | null = 'p'): AddressedDungeonPartyCommand {
  return { type: 'leave', party_id, player_id };
}

export function accepting(player: string, presence?: Arrival): AddressedDungeonPartyCommand {
  return { type: 'accept_invite', party_id: 'p', player: newcomer(player, presence) };
}

export function asking(player: string, party_id = 'p', message = ''): AddressedDungeonPartyCommand {
  return { type: 'request', party_id, player: newcomer(player), message };
}

export function letting(
  player_id: string,
  target_id: string,
  arrival: Arrival | null = 'online',
): AddressedDungeonPartyCommand {
  return { type: 'accept_request', party_id: 'p', player_id, target_id, arrival };
}

export function byCode(
  player: string,
  password: PasswordCheck | null = null,
  join_code = 'CODE-p',
): DungeonPartyCommand {
  return { type: 'join_by_code', join_code, player: newcomer(player), password };
}
