import type { z } from 'zod';
import { boardDropPartySchema, dropPartySchema, worldValueSchema } from '../../../../src/protocol/drop-parties.ts';
import { memberDungeonPartySchema, publicDungeonPartySchema } from '../../../../src/protocol/dungeon-parties.ts';
import { noticeSchema } from '../../../../src/protocol/notice.ts';
import { sessionSchema } from '../../../../src/protocol/dungeon-sessions.ts';
import { ticketSchema } from '../../../../src/protocol/tickets.ts';

// The classes of the C# client, what each is compared with, and the fields that are left out on purpose.

/** The wishes of a ticket are what the game itself has sent in a GroupSearch. */
const WISHES_OF_THE_GAME = [
  'difficulties',
  'regions',
  'players_min',
  'players_max',
  'teams',
  'roles',
  'rating',
  'rating_range',
  'rating_widening',
  'language',
  'tags',
  'tags_must',
  'tags_must_not',
  'gives_way',
].map((wish) => `.${wish} is not read`);

export const BY_UPDATES_ALONE = ['.drop_party_id is not sent'];
export const inside = (path: string, faults: string[]) => faults.map((fault) => path + fault);

/** A class, the schema of the OpenAPI document that it is read from, and the differences that are meant. */
export const BY_REST: [name: string, schema: string, notSent?: string[]][] = [
  ['Guest', 'Guest'],
  ['Fault', 'Fault'],
  ['DungeonParty', 'DungeonPartyForMembers'],
  [
    'DungeonParty',
    'DungeonParty',
    [
      '.members.0.data is not sent',
      '.members.0.joined_at is not sent',
      '.join_code is not sent',
      '.data is not sent',
      '.requests is not sent',
    ],
  ],
  ['StartAnswer', 'StartAnswer'],
  ['JoinRequestAnswer', 'JoinRequestAnswer'],
  ['HeartbeatAnswer', 'HeartbeatAnswer'],
  ['ListedLobby', 'ListedLobby'],
  ['Ticket', 'Ticket', WISHES_OF_THE_GAME],
  ['Notice', 'Notice'],
  ['ListedSession', 'ListedSession'],
  ['SessionPage', 'SessionList'],
  ['DungeonSession', 'Session'],
  ['DropPartyList', 'PartyList'],
  ['DropParty', 'PartyNow', inside('.biggest_drops.0', BY_UPDATES_ALONE)],
  [
    'DropAnswer',
    'DropAccepted',
    ['.reason is not sent', '.kind is not sent', '.error is not sent', '.errors is not sent'],
  ],
  [
    'DropAnswer',
    'DropIgnored',
    [
      '.party_id is not sent',
      '.world is not sent',
      '.total_drops is not sent',
      '.avg_drop_value is not sent',
      '.kind is not sent',
      '.error is not sent',
      '.errors is not sent',
    ],
  ],
  [
    'DropAnswer',
    'ReportRejected',
    [
      '.message is not sent',
      '.party_id is not sent',
      '.world is not sent',
      '.total_drops is not sent',
      '.avg_drop_value is not sent',
      '.reason is not sent',
    ],
  ],
];

/** Pages and answers whose parts are compared, by a test of their own. */
export const IN_PARTS = ['PartyAnswer', 'PartyPage', 'WorldPage', 'History', 'DungeonPartyList'];

const CHANGING = ['.time_since_last_drop is not sent', '.seconds_until_end is not sent'];
const FIGURES = ['.value_per_minute is not sent', '.duration_minutes is not sent', ...CHANGING];
const BEFORE_THE_END = ['.median_drop is not sent', ...FIGURES];

/** The same for values of /updates topics and notices, where times are epoch milliseconds. */
export const BY_UPDATES: [name: string, what: string, schema: z.ZodType, notSent?: string[]][] = [
  ['DungeonParty', 'a dungeon party, to its members', memberDungeonPartySchema],
  ['DungeonSession', 'a session', sessionSchema],
  ['Ticket', 'a ticket', ticketSchema, [...WISHES_OF_THE_GAME, '.queue is not sent']],
  ['Notice', 'a notice', noticeSchema],
  ['WorldNow', 'a world', worldValueSchema, inside('.party', BEFORE_THE_END)],
  ['DropParty', 'an ended drop party', dropPartySchema, FIGURES],
  [
    'DropParty',
    'a drop party on the board',
    boardDropPartySchema,
    [...BEFORE_THE_END, '.witnesses is not sent', '.biggest_drops is not sent'],
  ],
  [
    'DungeonParty',
    'a dungeon party in a lobby',
    publicDungeonPartySchema,
    [
      '.members.0.data is not sent',
      '.members.0.joined_at is not sent',
      '.join_code is not sent',
      '.data is not sent',
      '.requests is not sent',
    ],
  ],
];
