/** Bounds of one request, message or page, each with its reason. */

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

/** Characters of an Idempotency-Key. A UUID has 36. */
export const IDEMPOTENCY_KEY_LENGTH_MAX = 200;

/** Characters of the name a reporter gives itself: a UUID, an account hash, an install id. */
export const REPORTER_LENGTH_MAX = 128;

/** Characters, after trimming, of a dungeon party's or a player's name: it has to fit one line of a list. */
export const NAME_LENGTH_MAX = 64;

/** Characters of a player id. A guest's has 42. */
export const PLAYER_ID_LENGTH_MAX = 64;

/** Characters of a difficulty or a class. Each game has its own words for them. */
export const LABEL_LENGTH_MAX = 32;

/** Characters of a lobby's name, which becomes part of a room id. */
export const LOBBY_NAME_LENGTH_MAX = 32;

/** Characters as JSON of the free-form data of a member or a player. */
export const PLAYER_DATA_LENGTH_MAX = 2 * 1024;

/** Characters as JSON of the free-form data of a dungeon party. */
export const PARTY_DATA_LENGTH_MAX = 4 * 1024;
