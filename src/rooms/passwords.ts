import { randomBytes, scrypt, timingSafeEqual } from 'node:crypto';
import { promisify } from 'node:util';
import type { PasswordCheck } from '../domain/parties/commands.ts';

const derive = promisify<string, Buffer, number, Buffer>(scrypt);

const KEY_BYTES = 32;
const SALT_BYTES = 16;

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
