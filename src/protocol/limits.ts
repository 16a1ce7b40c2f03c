/**
 * Every limit of the doors, each with its reason: how often, how many, how large, how long. docs/limits.md is made of this file by
 * `npm run limits`. What a rule allows is in src/domain/limits.ts, how much is kept in src/store/limits.ts.
 */

/**
 * What one address may do in each period of `seconds`. Budgets are separate: using up one refuses nothing of another. Rule: [AUTH-3].
 * `setting` is the environment variable that sets another number. `isNeeded`: without it a single address can shut others out or guess
 * secrets, so production refuses to run with 0, which means no limit.
 */
export const BUDGETS = {
  reports: {
    setting: 'RATE_LIMIT_REPORTS_PER_MINUTE',
    points: 6_000,
    seconds: 60,
    isNeeded: true,
    counts: 'reports of drops, each one of a batch, and cleanups',
    reason: 'A plugin in a busy world sends about 60 a minute, so that a hundred of them can share an address.',
  },
  writes: {
    setting: 'RATE_LIMIT_WRITES_PER_MINUTE',
    points: 6_000,
    seconds: 60,
    isNeeded: true,
    counts: 'writes of players: dungeon parties, sessions and guests',
    reason: 'A game that uses REST alone sends under 60 a minute, so that a hundred of them can share an address.',
  },
  joins: {
    setting: 'RATE_LIMIT_JOINS_PER_MINUTE',
    points: 12_000,
    seconds: 60,
    isNeeded: true,
    counts: 'joins of rooms',
    reason: 'Twice as many as writes: after an update of the game all its clients join again at once.',
  },
  reads: {
    setting: 'RATE_LIMIT_READS_PER_MINUTE',
    points: 12_000,
    seconds: 60,
    isNeeded: false,
    counts: 'reads and files of the pages, but no health checks',
    reason: 'A page loads ten files, and a site that polls sends one read a second.',
  },
  guesses: {
    setting: 'RATE_LIMIT_WRONG_GUESSES',
    points: 30,
    seconds: 600,
    isNeeded: true,
    counts: 'wrong join codes and passwords of dungeon parties',
    reason: 'Enough for a player who mistypes, and far too few to find one of 10,000 codes among 30^6.',
  },
  logins: {
    setting: 'RATE_LIMIT_WRONG_ADMIN_PASSWORDS',
    points: 10,
    seconds: 900,
    isNeeded: true,
    counts: 'wrong passwords of the admin',
    reason: 'Enough for an operator who mistypes. After that, the right one is refused too.',
  },
} as const;

export type BudgetName = keyof typeof BUDGETS;

/** The environment variables that set budgets. */
export type BudgetSetting = (typeof BUDGETS)[BudgetName]['setting'];

/**
 * What may exist at once. 0 is no limit, so that one address can fill the server; production refuses it. Rule: [SHARE-2]. Rule: [SHARE-3].
 */
export const SHARES = {
  dropParties: {
    setting: 'DROP_PARTIES_MAX',
    most: 65_535,
    default: 2_000,
    counts: 'Drop parties that may run at once. One address may start as many as are left for others.',
    reason: 'The game has under 600 worlds. Each costs some 20 KB, and every client of the board is sent them all.',
  },
  connections: {
    setting: 'CONNECTIONS_PER_ADDRESS_MAX',
    most: 1_000_000,
    default: 200,
    counts: 'Connections of one address to rooms and /updates, with the seats that are kept for lost ones.',
    reason: 'Fifty players with four windows each can share an address. A room has 10,000 seats for all.',
  },
} as const;

/** Ingest keys: one for each clan or plugin that is trusted. */
export const INGEST_KEYS_MAX = 100;

/** Mutes, and bans. An admin looks through them, and every change of operator.json parses them all: some 50 ms for full lists. */
export const MUTES_MAX = 2_000;
export const BANS_MAX = 2_000;

/** Characters of an admin's note on why somebody is muted or banned. */
export const OPERATOR_NOTE_LENGTH_MAX = 200;

/** Characters of a notice: two or three sentences, as wide as a phone. */
export const NOTICE_LENGTH_MAX = 280;

/** Bytes of a request body or of matchmaking options. */
export const BODY_BYTES_MAX = 16 * 1024;

/** Bytes of a POST /drops/batch. A report with every field at its longest and every character escaped has under 2 KB. */
export const BATCH_BODY_BYTES_MAX = 256 * 1024;

/** Bytes of a request or message from a dungeon party's player. Progress at its longest, every character escaped, has 96 KB. */
export const PLAYER_BODY_BYTES_MAX = 128 * 1024;

/** Reports in one POST /drops/batch: a quarter of a minute of a very busy world. */
export const BATCH_REPORTS_MAX = 100;

/** Drops or parties in one REST page. */
export const PAGE_SIZE_MAX = 100;

/** Drop parties in one GET /parties, which is not paged: more than the game has worlds. */
export const LISTED_DROP_PARTIES_MAX = 1_000;

/** Items in one list of what dropped most. */
export const ITEMS_LISTED_MAX = 50;

/** Days that a summary of drops may go back: a few, so that each is counted once for all who ask. */
export const SUMMARY_DAYS = ['1', '7', '30', '90'] as const;

/** Seconds in a step of a party's pace, and how many steps are told: five minutes, as long as a party lasts without a drop. */
export const PACE_STEP_SECONDS = 5;
export const PACE_STEPS = 60;

/** Characters of an Idempotency-Key. A UUID has 36. */
export const IDEMPOTENCY_KEY_LENGTH_MAX = 200;

/** Characters of the name a reporter gives itself: a UUID, an account hash, an install id. */
export const REPORTER_LENGTH_MAX = 128;

/** Characters of an ingest key. One that the server makes has 46. */
export const INGEST_KEY_LENGTH_MAX = 128;

/** Characters, after trimming, of a dungeon party's or a player's name, and of what a join request says: each has to fit one line of a list. */
export const NAME_LENGTH_MAX = 64;
export const REQUEST_MESSAGE_LENGTH_MAX = 100;

/** Characters of a player id. A guest's has 42. */
export const PLAYER_ID_LENGTH_MAX = 64;

/** Characters of a difficulty or a class. Each game has its own words for them. */
export const LABEL_LENGTH_MAX = 32;

/** Characters of a lobby's name, which becomes part of a room id. */
export const LOBBY_NAME_LENGTH_MAX = 32;

/** Characters as JSON of the free-form data of a member or a player, and of that of a dungeon party. */
export const PLAYER_DATA_LENGTH_MAX = 2 * 1024;
export const PARTY_DATA_LENGTH_MAX = 4 * 1024;

/** Characters of a dungeon party's password. Longer ones would only take longer to hash. */
export const PASSWORD_LENGTH_MAX = 128;

/** Characters of a token. Ours have about 250. */
export const TOKEN_LENGTH_MAX = 1024;

/** Characters of a reconnection token. Colyseus makes them 9 long. */
export const RECONNECTION_TOKEN_LENGTH_MAX = 64;

/** Characters of a `ref`, by which a client recognises the answer to its frame or message. */
export const REF_LENGTH_MAX = 64;

/** Characters of a page's cursor. The longest holds a party's name. */
export const CURSOR_LENGTH_MAX = 200;

/** `data.<key>` filters of one list, and characters of the value of each: more than a game needs. */
export const DATA_FILTERS_MAX = 16;
export const DATA_VALUE_LENGTH_MAX = 128;

/** Levels of nested objects and lists in free-form data: more than a game needs, and safe to recurse into. */
export const DEPTH_MAX = 16;

/** Bytes that a client may send after its body was refused, so that it can read the refusal. Then it is disconnected. */
export const REFUSED_BYTES_MAX = 1024 * 1024;

/** Milliseconds a client may take to send its headers, enough for 16 KB over a poor connection, and its whole request. */
export const HEADERS_MS_MAX = 5_000;
export const REQUEST_MS_MAX = 10_000;

/** Seconds after which a client should come back to a server that shuts down: a new one has commonly started by then. */
export const RESTART_SECONDS = 5;

/** Open connections of one address that are no WebSockets; CONNECTIONS_PER_ADDRESS_MAX, if that is more. A hundred browsers have six each, and each takes one of the files that the process may have open. */
export const HTTP_CONNECTIONS_PER_ADDRESS_MAX = 1_000;

/** Requests that one connection may have waiting for their answers. Browsers and SDKs send one at a time, pipelining clients a few. */
export const PIPELINED_MAX = 64;

/** Connections of one address that may send more than that, in FLOOD_MEMORY_MS. After these its new connections are refused for the rest of it. */
export const FLOODS_MAX = 3;

/** Milliseconds. A flood costs milliseconds of everybody's time, so an address that goes on is not worth parsing. */
export const FLOOD_MEMORY_MS = 60_000;

/** Requests with a password that one address may have in progress. Each takes 20 ms of the threads that all passwords share. */
export const PASSWORDS_AT_ONCE_MAX = 30;

/** Milliseconds in which a connection must take at least one of the answers it waits for: enough for a megabyte at 20 KB/s. */
export const STALLED_MS = 60_000;

/** Bytes of one frame from a client of a room. The longest is the progress of a session with 48 KB. */
export const ROOM_FRAME_BYTES_MAX = 64 * 1024;

/** Bytes waiting for one client of a room: several times the state of a crowded lobby. A client that reads this slowly is cut off, to save memory. */
export const ROOM_BUFFERED_BYTES_MAX = 4 * 1024 * 1024;

/** Messages per second of one client of a room. A game sends a few. */
export const ROOM_MESSAGES_PER_SECOND_MAX = 20;

/** Clients of a room: as many as one process can serve; also stops a client that opens sockets without end. */
export const ROOM_CLIENTS_MAX = 10_000;

/** Seconds for which a seat waits for its client. An unused seat keeps a room that is no longer needed for that long. */
export const SEAT_RESERVATION_SECONDS = 5;

/** Milliseconds a client may take to acknowledge its join. Until then, every message to it is kept in memory. */
export const JOIN_ACK_MS = 10_000;

/** Connections of one player to a room: several windows, and one that is still closing. One more closes the oldest. */
export const CONNECTIONS_PER_PLAYER_MAX = 4;

/** Sockets of /updates that an address may have while they are told that it has too many: as many as a browser opens again at once. More are refused unopened. */
export const UPDATES_REFUSED_AT_ONCE_MAX = 16;

/** Bytes of a frame to /updates. The longest valid one, with a token and ids, has about 1,300. */
export const UPDATES_FRAME_BYTES_MAX = 4 * 1024;

/** Bytes that may wait for one slow watcher of /updates, beyond the snapshot that it asked for: minutes of the busiest topics. */
export const UPDATES_BUFFERED_BYTES_MAX = 1024 * 1024;

/** Bytes of snapshots and missed updates that one address gets from /updates per second, on all its sockets: a hundred watchers behind one router begin within seconds. */
export const UPDATES_ANSWER_BYTES_PER_SECOND = 4 * 1024 * 1024;

/** Bytes that each of these counts for at least. */
export const UPDATES_ANSWER_BYTES_LEAST = 4 * 1024;

/** Topics per socket of /updates: a player's party, session, lobby and some worlds. Clients that want an overview of more use the board. */
export const UPDATES_TOPICS_MAX = 50;

/** Frames that a socket of /updates may send per second, for as long as it likes. */
export const UPDATES_FRAMES_PER_SECOND_MAX = 20;

/** Frames that a socket of /updates may send at once: a client that reconnects subscribes to all its topics again. */
export const UPDATES_FRAMES_AT_ONCE_MAX = 100;

/** Seconds that a GET of a ticket may wait for a change: proxies commonly cut off at 30 or 60. */
export const LONG_POLL_S_MAX = 30;
