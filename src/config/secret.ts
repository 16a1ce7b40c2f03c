import { createHmac, hkdfSync, randomBytes } from 'node:crypto';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { OperatorError } from '../errors.ts';

/** The secret of this installation: AUTH_SECRET, or one made at the first start and kept in DATA_DIR, for the owner's eyes only. */
export function readSecret(dataDir: string, authSecret: string | undefined): string {
  if (authSecret) return authSecret;
  const path = join(dataDir, 'secret');
  mkdirSync(dataDir, { recursive: true, mode: 0o700 });
  try {
    // Fails where the file exists: the first start wins.
    writeFileSync(path, randomBytes(32).toString('base64url'), { mode: 0o600, flag: 'wx', flush: true });
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) throw error;
  }
  const secret = readFileSync(path, 'utf8').trim();
  if (secret.length < 32)
    throw new OperatorError(`${path} must hold a secret of at least 32 characters; it is empty or cut short`);
  return secret;
}

/** Names hashed so that a stolen data folder does not tell who reported. 96 bits: no two of a world's reporters collide. */
export function saltedHash(secret: string): (text: string) => string {
  return (text) => createHmac('sha256', secret).update(text).digest().subarray(0, 12).toString('base64url');
}

/** A key for one purpose (RFC 5869), so that what leaks of one says nothing of another. */
export function derivedKey(secret: string, purpose: string): Uint8Array {
  return new Uint8Array(hkdfSync('sha256', secret, '', purpose, 32));
}
