import { randomBytes, scrypt, timingSafeEqual } from 'node:crypto';
import { promisify } from 'node:util';
import type { PasswordCheck } from '../domain/dungeons/commands.ts';

const scryptAsync = promisify<string, Buffer, number, Buffer>(scrypt);

const KEY_BYTES = 32;
const SALT_BYTES = 16;

/** Half of the threads that node has for slow work. The disk needs the others: a sync that waits for passwords holds up every write. */
const DERIVATIONS_AT_ONCE = 2;
const turns: Promise<unknown>[] = Array.from({ length: DERIVATIONS_AT_ONCE }, () => Promise.resolve());

/** `scrypt:<salt>:<key>` in base64url, with node's default cost: some 40 ms of a thread, none of the event loop. */
export async function hashPassword(password: string): Promise<string> {
  const salt = randomBytes(SALT_BYTES);
  const key = await derive(password, salt, KEY_BYTES);
  return `scrypt:${salt.toString('base64url')}:${key.toString('base64url')}`;
}

export async function checkPassword(hash: string, password: string): Promise<PasswordCheck> {
  const [, salt = '', key = ''] = hash.split(':');
  const given = await derive(password, Buffer.from(salt, 'base64url'), KEY_BYTES);
  return { hash, ok: timingSafeEqual(given, Buffer.from(key, 'base64url')) };
}

/** Takes the turn that was asked for longest ago. */
function derive(password: string, salt: Buffer, keyBytes: number): Promise<Buffer> {
  const derived = turns.shift()!.then(() => scryptAsync(password, salt, keyBytes));
  turns.push(derived.catch(() => undefined));
  return derived;
}
