/** A request's Idempotency-Key and content, as hashes: see RememberedAnswer. */
export type RequestIdentity = { id: string; fingerprint: string };
