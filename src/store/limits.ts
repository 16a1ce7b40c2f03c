/** How much the store keeps and for how long, each limit with its reason. */

/** Milliseconds for which the answer to an idempotent request is remembered. No client retries for longer than a day. */
export const ANSWER_KEPT_MS = 24 * 60 * 60 * 1000;

/** Remembered answers; the oldest are deleted first. 40 MB at 200 bytes each. */
export const ANSWERS_MAX = 200_000;

/** Bytes of all remembered answers. The answer to a batch, or one with a party's full data, can have a hundred KB. */
export const ANSWERS_BYTES_MAX = 128 * 1024 * 1024;

/** Milliseconds for which a complete session can be read: its players fetch the result at once, or the next day. */
export const SESSION_KEPT_MS = 24 * 60 * 60 * 1000;

/** Complete sessions kept; the oldest are deleted first. 20 MB at 2 KB each. */
export const SESSIONS_KEPT_MAX = 10_000;

/** Bytes, as JSON, of all complete sessions kept. The largest possible one has about 160 KB. */
export const SESSIONS_KEPT_BYTES_MAX = 64 * 1024 * 1024;

/** Updates kept per topic for watchers that catch up. Sending more would cost more than a full resync. */
export const TOPIC_UPDATES_MAX = 128;

/**
 * Updates kept for each of five groups: all worlds and the board, all lobbies, all dungeon parties, all sessions, all tickets.
 * 4 MB per group at 500 bytes each. The topics that have been silent longest lose theirs first.
 */
export const UPDATES_MAX = 8_192;

/** Milliseconds for which a dissolved party's updates can be read, so that a disconnected member learns how it ended. */
export const DISSOLVED_KEPT_MS = 10 * 60 * 1000;

/** Dissolved parties whose updates are kept; the oldest are deleted first. */
export const DISSOLVED_KEPT_MAX = 10_000;

/** Milliseconds for which a ticket that has ended can be read, so that its players learn how: they poll, or reconnect within a minute. */
export const TICKET_KEPT_MS = 10 * 60 * 1000;

/** Ended tickets that are kept; the oldest are deleted first. 40 MB at 2 KB each. */
export const TICKETS_KEPT_MAX = 20_000;

/** Lobbies whose updates are numbered: anyone can make up a lobby name. The longest silent are deleted first. 1 MB at 100 bytes each. */
export const LOBBY_TOPICS_MAX = 10_000;

/** Acts of admins in the audit log: years of a busy server. 3 MB at 300 bytes each. */
export const AUDIT_KEPT_MAX = 10_000;

/** Announcements kept for webhook receivers that are down, a few hours of a busy server: 2 MB at 1 KB each. */
export const ANNOUNCEMENTS_KEPT_MAX = 2_048;

/** Reports of one commit whose drops are added up before they are stored: the sum of so many of the largest values fits into 64 bits. */
export const COUNTED_TOGETHER_MAX = 512;
