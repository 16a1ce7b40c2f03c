import { createHmac, hkdfSync, randomBytes } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { LRUCache } from 'lru-cache';
import { OperatorError } from '../errors.ts';
import { makeFolders } from '../folders.ts';

/**
 * The secret of this installation: AUTH_SECRET, or one that is generated at the first start and kept in DATA_DIR, readable by its owner
 * only. Throws OperatorError if the kept one is damaged.
 */
export function readSecret(dataDir: string, authSecret: string | undefined): string {
  if (authSecret) return authSecret;
  const path = join(dataDir, 'secret');
  makeFolders(dataDir, 0o700);
  try {
    // Fails if the file exists, so that the first start wins.
    writeFileSync(path, randomBytes(32).toString('base64url'), { mode: 0o600, flag: 'wx', flush: true });
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) throw error;
  }
  const secret = readFileSync(path, 'utf8').trim();
  if (secret.length < 32)
    throw new OperatorError(`${path} must hold a secret of at least 32 characters, but it is empty or truncated`);
  return secret;
}

/** Hashes that are remembered, because most reports come from the same few reporters and a hash is 4 % of a report's cost. 3 MB. */
const HASHES_MAX = 10_000;

/** Characters of a text whose hash is remembered: a reporter's name or an address. The content of a request has thousands, and never comes again. */
const REMEMBERED_LENGTH_MAX = 128;

/** Hashes names, so that a stolen data folder does not reveal who reported. 96 bits make collisions within a world negligible. */
export function saltedHash(secret: string): (text: string) => string {
  const hash = (text: string) =>
    createHmac('sha256', secret).update(text).digest().subarray(0, 12).toString('base64url');
  const hashes = new LRUCache<string, string>({ max: HASHES_MAX, memoMethod: hash });
  return (text) => (text.length > REMEMBERED_LENGTH_MAX ? hash(text) : hashes.memo(text));
}

/** A key for one purpose (HKDF, RFC 5869), so that a leaked key reveals nothing about the others. */
export function derivedKey(secret: string, purpose: string): Uint8Array {
  return new Uint8Array(hkdfSync('sha256', secret, '', purpose, 32));
}
