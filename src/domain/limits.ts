/**
 * Every bound of the system, with its reason. Units end the names.
 * A bound that an operator may set is in src/config/env.ts instead.
 */

/** OSRS worlds start at 301 and are near 600 now; the protocol field of a world is 16 bits. */
export const WORLD_MAX = 65_535;

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

/** Milliseconds. A client that retries after a day does not exist; the promise is in docs. */
export const ANSWER_KEPT_MS = 24 * 60 * 60 * 1000;

/** Remembered answers. At 200 bytes each this is 40 MB; the oldest go first. */
export const ANSWERS_MAX = 200_000;

/** Characters of an Idempotency-Key: a UUID is 36. */
export const IDEMPOTENCY_KEY_LENGTH_MAX = 200;

/** Bytes of a request body or of matchmaking options; a full batch of 100 has its own bound. */
export const BODY_BYTES_MAX = 16 * 1024;
