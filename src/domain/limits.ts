/**
 * Every bound of the system, with its reason. Units end the names.
 * A bound that an operator may set is in src/config/env.ts instead.
 */

/** OSRS worlds start at 301 and are near 600 now; the protocol field of a world is 16 bits. */
export const WORLD_MAX = 65_535;

/** Characters of a world's type: the longest that RuneLite knows, quest_speedrunning, has 18. */
export const WORLD_TYPE_LENGTH_MAX = 32;

/** A Java int: what a RuneLite client can hold. */
export const JAVA_INT_MAX = 2_147_483_647;

/** The largest whole number JSON carries exactly in JavaScript. */
export const VALUE_GP_MAX = Number.MAX_SAFE_INTEGER;

/** Code units. The longest item name in the game has 60-odd. */
export const ITEM_NAME_LENGTH_MAX = 128;

/** Characters of a reporter's own name for itself: a UUID, an account hash, an install id. */
export const REPORTER_LENGTH_MAX = 128;

/** A plane is 0..3; a map coordinate is 14 bits. */
export const PLANE_MAX = 3;
export const COORDINATE_MAX = 16_383;

/** Reports in one POST /drops/batch: a quarter of a minute of a very busy world. */
export const BATCH_REPORTS_MAX = 100;

/** Drops a world keeps open for witnesses. 180 s of ten drops a tick are 3,000. */
export const RECENT_DROPS_MAX = 4_096;

/** Reporters a world remembers at once; older ones are forgotten first. */
export const REPORTERS_MAX = 10_000;

/** The biggest drops a party remembers. */
export const BIGGEST_DROPS_MAX = 10;

/** The newest drops in a room's state: what fits a first screen. A REST page has up to 100. */
export const STATE_DROPS_MAX = 50;

/** Drops or parties in one REST page. */
export const PAGE_SIZE_MAX = 100;

/** Parties in one GET /parties, which the seed document answers whole: more than the game has worlds. */
export const LISTED_PARTIES_MAX = 1_000;

/** Milliseconds. A client that retries after a day does not exist; the promise is in docs. */
export const ANSWER_KEPT_MS = 24 * 60 * 60 * 1000;

/** Remembered answers. At 200 bytes each this is 40 MB; the oldest go first. */
export const ANSWERS_MAX = 200_000;

/** Bytes of all remembered answers: that of a batch, or of a party with all its data, can have a hundred KB. */
export const ANSWERS_BYTES_MAX = 128 * 1024 * 1024;

/** Characters of an Idempotency-Key: a UUID is 36. */
export const IDEMPOTENCY_KEY_LENGTH_MAX = 200;

/** Bytes of a request body or of matchmaking options; a full batch of 100 has its own bound. */
export const BODY_BYTES_MAX = 16 * 1024;

/** Bytes of a POST /drops/batch: a report with every field at its longest, each character escaped, has under 2 KB. */
export const BATCH_BODY_BYTES_MAX = 256 * 1024;

/** Bytes of what a player of a dungeon party sends: progress at its longest, each character escaped, has 96 KB. */
export const PLAYER_BODY_BYTES_MAX = 128 * 1024;

/** Members of one dungeon party: the most that the protocol's lists and a leader's eye can take. */
export const PARTY_PLAYERS_MAX = 64;

/** Members of a dungeon party that says nothing else. */
export const PARTY_PLAYERS_DEFAULT = 8;

/** Characters, trimmed, of a dungeon party's or a player's name: one line of a list. */
export const NAME_LENGTH_MAX = 64;

/** Characters of a player id: a guest's has 42. */
export const PLAYER_ID_LENGTH_MAX = 64;

/** Characters of a difficulty or a class: games have their own words for them. */
export const LABEL_LENGTH_MAX = 32;

/** Lobbies of one server: each is a room with a state of its own, and names are free for the asking. */
export const LOBBIES_MAX = 100;

/** Characters of a lobby's name: it is part of a room's id. */
export const LOBBY_NAME_LENGTH_MAX = 32;

/** Dungeon parties of one lobby: its full state is sent to everyone who enters, and at 1 KB each this is 1 MB. More want more lobbies. */
export const LOBBY_PARTIES_MAX = 1_000;

/** Bans of one dungeon party; the oldest is forgotten first, so that nobody can be kept from kicking. */
export const PARTY_BANS_MAX = 256;

/** Invites of one dungeon party that are open at once: one for every seat. */
export const PARTY_INVITES_MAX = 64;

/** Characters as JSON of a party's, a member's or a player's free-form data. */
export const PLAYER_DATA_LENGTH_MAX = 2 * 1024;
export const PARTY_DATA_LENGTH_MAX = 4 * 1024;

/** Characters as JSON of a session's free-form progress: all of it goes to every player when it changes. */
export const PROGRESS_LENGTH_MAX = 16 * 1024;

/** Characters of a join code, of an alphabet without look-alikes: 30^6 is 729 million. */
export const JOIN_CODE_LENGTH = 6;
export const JOIN_CODE_ALPHABET = '23456789ABCDEFGHJKMNPQRSTVWXYZ';

/** Milliseconds. A Unity client retries for about 56 s, so a shorter grace would throw its last tries away. */
export const RECONNECT_GRACE_MS = 60_000;

/** Milliseconds. A party is made before its first player joins; who made it joins at once or not at all. */
export const EMPTY_PARTY_MS = 5 * 60 * 1000;

/** Milliseconds. An invite is an offer for now, not a key to keep. */
export const INVITE_MS = 10 * 60 * 1000;

/** Milliseconds. Players who come by REST never lose a connection, so what nobody touches for a day goes. */
export const UNTOUCHED_MS = 24 * 60 * 60 * 1000;

/** Milliseconds. How long a new session waits for its players, unless the operator sets another. */
export const READY_DEADLINE_MS = 60_000;

/** Milliseconds for which a complete session can still be read: its players come for the result at once, or the next day. */
export const SESSION_KEPT_MS = 24 * 60 * 60 * 1000;

/** Complete sessions that can still be read, the oldest forgotten first: 2 KB each are 20 MB. */
export const SESSIONS_KEPT_MAX = 10_000;

/** Updates that one topic keeps for those who come back: more would be longer to send than the whole again. */
export const TOPIC_UPDATES_MAX = 128;

/**
 * Updates kept of all worlds and the board, of all lobbies, of all parties and of all sessions: at 500 bytes each 4 MB.
 * The topics that are silent the longest lose theirs first.
 */
export const UPDATES_MAX = 8_192;

/** Milliseconds for which a dissolved party's updates can still be read: who lost the connection learns how it ended. */
export const DISSOLVED_KEPT_MS = 10 * 60 * 1000;

/** Dissolved parties whose updates can still be read, the oldest forgotten first. */
export const DISSOLVED_KEPT_MAX = 10_000;

/** Lobbies whose updates are counted. Names are free, so the longest silent are forgotten first; 100 bytes each are 1 MB. */
export const LOBBY_TOPICS_MAX = 10_000;

/** Announcements kept for webhook receivers that are down: some hours of a busy server. At 1 KB each 2 MB. */
export const ANNOUNCEMENTS_KEPT_MAX = 2_048;
/** Bytes as JSON of all complete sessions that are kept: one with all its data at the longest has some 160 KB. */
export const SESSIONS_KEPT_BYTES_MAX = 64 * 1024 * 1024;
