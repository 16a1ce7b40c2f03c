import { randomBytes, scrypt, timingSafeEqual } from 'node:crypto';
import { promisify } from 'node:util';
import phc from '@phc/format';

const scryptAsync = promisify<string, Buffer, number, { N: number; r: number; p: number; maxmem: number }, Buffer>(
  scrypt,
);

/** What hashes begin with, in the PHC string format: `$scrypt$ln=15,r=8,p=1$salt$hash`. */
const PREFIX = '$scrypt$';

/** OWASP's least cost for scrypt with 32 MB: some 100 ms of a thread. */
const COST = { ln: 15, r: 8, p: 3 };
const SALT_BYTES = 16;
const KEY_BYTES = 32;

/** Bounds of the cost that is accepted: a mistyped one must not take minutes or all memory, nor be worth nothing. */
const LN_MIN = 12;
const LN_MAX = 20;
const P_MAX = 16;
const MEMORY_BYTES_MAX = 256 * 1024 * 1024;
const SALT_BYTES_MIN = 8;
const KEY_BYTES_MIN = 16;
const KEY_BYTES_MAX = 64;

export const SCRYPT_RULE = `must be a scrypt hash in PHC form, $scrypt$ln=${LN_MIN} to ${LN_MAX},r=1 to 32,p=1 to ${P_MAX}$salt$hash, of at most 256 MB`;

export type ScryptHash = { ln: number; r: number; p: number; salt: Buffer; key: Buffer };

/** Whether the text is meant to be a hash. A password that begins like one would be taken for it. */
export function looksLikeScryptHash(text: string): boolean {
  return text.startsWith(PREFIX);
}

/** Null if the text is not a hash, or its cost is out of bounds. */
export function parseScryptHash(text: string): ScryptHash | null {
  const parsed = deserialize(text);
  if (parsed?.id !== 'scrypt' || parsed.version !== undefined) return null;
  const { params = {}, salt, hash: key } = parsed;
  const { ln, r, p, ...others } = params;
  if (!salt || !key || Object.keys(others).length > 0) return null;
  if (!isBetween(ln, LN_MIN, LN_MAX) || !isBetween(r, 1, 32) || !isBetween(p, 1, P_MAX)) return null;
  if (memoryOf({ ln, r }) > MEMORY_BYTES_MAX || salt.length < SALT_BYTES_MIN) return null;
  return isBetween(key.length, KEY_BYTES_MIN, KEY_BYTES_MAX) ? { ln, r, p, salt, key } : null;
}

/** Takes as long as the hash's cost says, on another thread. */
export async function isScryptOf(password: string, { key, ...cost }: ScryptHash): Promise<boolean> {
  return timingSafeEqual(await derive(password, key.length, cost), key);
}

export async function makeScryptHash(password: string): Promise<string> {
  const salt = randomBytes(SALT_BYTES);
  const hash = await derive(password, KEY_BYTES, { ...COST, salt });
  return phc.serialize({ id: 'scrypt', params: { ...COST }, salt, hash });
}

function derive(password: string, bytes: number, { ln, r, p, salt }: Omit<ScryptHash, 'key'>): Promise<Buffer> {
  // OpenSSL needs somewhat more than the table.
  return scryptAsync(password, salt, bytes, { N: 2 ** ln, r, p, maxmem: memoryOf({ ln, r }) + 256 * r * p + 2 ** 20 });
}

function memoryOf({ ln, r }: Pick<ScryptHash, 'ln' | 'r'>): number {
  return 128 * r * 2 ** ln;
}

function isBetween(value: unknown, min: number, max: number): value is number {
  return Number.isInteger(value) && (value as number) >= min && (value as number) <= max;
}

function deserialize(text: string) {
  try {
    return phc.deserialize(text);
  } catch {
    return null;
  }
}
