/**
 * The bounds that the rules in SPEC.md stand on, each with its reason. Names end with the unit.
 * What a request may hold is in src/protocol/limits.ts, how long something is kept in src/store/limits.ts,
 * and what an operator may set in src/config/env.ts.
 */

/** OSRS worlds start at 301 and are near 600 now; the game's protocol sends a world as 16 bits. */
export const WORLD_MAX = 65_535;

/** Characters of a world type. RuneLite's longest, quest_speedrunning, has 18. */
export const WORLD_TYPE_LENGTH_MAX = 32;

/** A Java int: the largest number that a RuneLite client can hold. */
export const JAVA_INT_MAX = 2_147_483_647;

/** GP. The largest integer that JSON carries exactly in JavaScript. */
export const VALUE_GP_MAX = Number.MAX_SAFE_INTEGER;

/** UTF-16 code units. The game's longest item name has between 60 and 70. */
export const ITEM_NAME_LENGTH_MAX = 128;

/** A plane is 0 to 3; a map coordinate has 14 bits. */
export const PLANE_MAX = 3;
export const COORDINATE_MAX = 16_383;

/** Drops that a world keeps open for witnesses. Ten drops per tick for 180 s are 3,000. */
export const RECENT_DROPS_MAX = 4_096;

/** Reporters that a world remembers; it forgets the longest silent first. */
export const REPORTERS_MAX = 10_000;

/** Ticks that an item may still lie: an hour, as in a raid. A dropped item lies for 300. */
export const LYING_TICKS_MAX = 6_000;

/** Biggest drops that a drop party remembers. */
export const BIGGEST_DROPS_MAX = 10;

/** Reporters whose agreement with a drop's claim is remembered: some remain when others are muted. */
export const VOUCHERS_MAX = 3;

/** Newest drops in a world's room state and topic: enough for a first screen. A REST page has up to 100. */
export const STATE_DROPS_MAX = 50;

/** Newest drops of each party on the board: as many as a card has lines for. Every client of the board is sent those of all worlds. */
export const BOARD_DROPS_MAX = 3;

/** Members of one dungeon party: as many as a leader can still keep an eye on. */
export const PARTY_PLAYERS_MAX = 64;

/** Seats of a dungeon party that is created without `max_players`. */
export const PARTY_PLAYERS_DEFAULT = 8;

/** Lobbies per server. Each is a room with its own state, and anybody can open one by naming it. */
export const LOBBIES_MAX = 100;

/** Dungeon parties per lobby. Use more lobbies for more parties. */
export const LOBBY_PARTIES_MAX = 1_000;

/** Bytes of the dungeon parties that a lobby shows at once: everyone who enters is sent them. With what is around them they are under 512 KiB. */
export const LOBBY_SHOWN_BYTES_MAX = 511 * 1024;

/** Dungeon parties of all lobbies. Each, with its session's room, may cost some 50 KB. */
export const DUNGEON_PARTIES_MAX = 10_000;

/** Bans per dungeon party. The oldest is forgotten first, so a full list never stops a leader from kicking. */
export const PARTY_BANS_MAX = 256;

/** Open invites per dungeon party: one for every seat. */
export const PARTY_INVITES_MAX = 64;

/** Join requests that wait for the leader of one dungeon party: as many as a leader can look through. */
export const PARTY_REQUESTS_MAX = 20;

/** Players whom the leader of one dungeon party has declined and who may not ask yet. The oldest is forgotten first. */
export const PARTY_DECLINED_MAX = 64;

/** Dungeon parties of one lobby that a player may ask at once: it can join only one of them. */
export const PLAYER_REQUESTS_MAX = 5;

/** Join requests that wait in one lobby, and in all lobbies. Each may have the player's data, of 2 KB. */
export const LOBBY_REQUESTS_MAX = 1_000;
export const REQUESTS_MAX = 5_000;

/** Characters of a session's free-form progress as JSON. Each change sends all of it to every player. */
export const PROGRESS_LENGTH_MAX = 16 * 1024;

/** Characters of a join code. Its alphabet has no look-alikes; 30^6 codes are 729 million. */
export const JOIN_CODE_LENGTH = 6;
export const JOIN_CODE_ALPHABET = '23456789ABCDEFGHJKMNPQRSTVWXYZ';

/** Milliseconds. A Unity client retries for about 56 s, so a shorter grace would throw its last tries away. */
export const RECONNECT_GRACE_MS = 60_000;

/** Milliseconds. A player without a connection who sends heartbeats may miss two of them: one every 30 s is what we recommend. */
export const REST_PRESENCE_MS = 90_000;

/** How much longer a player may be silent who has never sent a heartbeat, and calls only when there is something to do. */
export const REST_PRESENCE_UNTOLD_FACTOR = 10;

/** Milliseconds. A party may be created before anybody joins it, but its first player joins soon or never. */
export const EMPTY_PARTY_MS = 5 * 60 * 1000;

/** Milliseconds. An invite is an offer for now, not a lasting key. */
export const INVITE_MS = 10 * 60 * 1000;

/** Milliseconds that a join request waits, and that a player who was declined may not ask again: as long as an invite. */
export const JOIN_REQUEST_MS = 10 * 60 * 1000;

/** Milliseconds. Players who use only REST and send no heartbeats never lose a connection, so a session that nobody touches for a day ends. */
export const UNTOUCHED_MS = 24 * 60 * 60 * 1000;

/** Milliseconds that a new session waits for its players. */
export const READY_DEADLINE_MS = 60_000;

/** Tickets that wait in one lobby: the launch of a game. A matching round over so many takes several pieces of ROUND_STEPS_MAX. */
export const LOBBY_TICKETS_MAX = 20_000;

/** Tickets of all lobbies. Each costs some 4 KB with its places in the index. */
export const TICKETS_MAX = 40_000;

/** Difficulties and regions of one ticket: it has a place in the index for each pair of them. */
export const TICKET_DIFFICULTIES_MAX = 5;
export const TICKET_REGIONS_MAX = 5;

/** Tags of one ticket, wanted, unwanted and its own together. */
export const TICKET_TAGS_MAX = 8;

/** Entries of a ticket's role needs: more classes than a party has seats help nobody. */
export const TICKET_ROLES_MAX = 8;

/** Teams of a pvp match. */
export const MATCH_TEAMS_MAX = 8;

/** A rating is between minus and plus this: what games use has four or five digits. */
export const RATING_MAX = 1_000_000;

/** Seconds after which a wish may give way at the latest. */
export const GIVE_WAY_S_MAX = 3_600;

/** Milliseconds that the players of a match have to accept it: two long polls of a client that uses REST alone. */
export const MATCH_ACCEPT_MS = 30_000;

/** Milliseconds without connection, call or heartbeat after which a player's ticket ends: a seat must not be offered to nobody. */
export const TICKET_ABSENT_MS = 30_000;

/** Milliseconds for which a ticket holds out for its largest party before a smaller one will do. */
export const FULL_PARTY_PATIENCE_MS = 5_000;

/** Tickets that one search looks at for each class that is missing, and to fill up. More find hardly better ones, and cost more. */
export const CANDIDATES_MAX = 64;

/** Steps of one piece of a matching round, each a candidate that is looked at: under 50 ms of a core. */
export const ROUND_STEPS_MAX = 60_000;

/** Steps that a ticket's turn counts for besides: working out what it asks for by now costs as much as some candidates. */
export const TURN_STEPS = 4;

/** Regions in use that a ticket for any region tries, the busiest first. */
export const TRIED_REGIONS_MAX = 8;

/** Matches whose waiting times a lobby remembers, to tell how long such a match took lately. */
export const RECENT_WAITS_MAX = 200;

/** Game types and regions of a queue that a lobby's state shows, those with most players first: anybody can make up a region. */
export const SHOWN_QUEUES_MAX = 32;

/** Milliseconds between two messages that tell a waiting player its place. */
export const EXPLAIN_EVERY_MS = 5_000;
