import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto';
import { AppError } from '../errors.ts';
import type { AddressLimit } from './AddressLimit.ts';
import { addressKey } from './client-address.ts';
import { isScryptOf, parseScryptHash, type ScryptHash } from './scrypt-hash.ts';

const ADMIN_USER = 'admin';

/** Passwords that may wait to be checked against a hash, one after the other, so that they neither fill the memory nor take the disk's threads. */
const WAITING_MAX = 16;

/**
 * Judges the admin's credentials. A password that was right once is recognised from then on without the hash's cost. Wrong ones are
 * counted per address, and the same one sent many times at once counts as one. Rule: [ADMIN-1], [ADMIN-2].
 */
export class AdminLogin {
  readonly #hash: ScryptHash | null;
  readonly #wrong: AddressLimit | null;
  /** Of this process alone, so that what is kept of a password is worth nothing elsewhere. */
  readonly #key = randomBytes(32);
  /** The digest of the right credentials, once they are known. */
  #right: Buffer | null;
  readonly #checking = new Map<string, Promise<boolean>>();
  #turn: Promise<unknown> = Promise.resolve();
  #waiting = 0;

  /** `password` is the password itself, or its hash in the PHC string format. */
  constructor(password: string, wrong: AddressLimit | null) {
    this.#hash = parseScryptHash(password);
    this.#right = this.#hash ? null : this.#digest(credentialsOf(password));
    this.#wrong = wrong;
  }

  /**
   * Whether the value of an Authorization header is right. Refuses `rate_limited` if the address has sent too many wrong ones, the
   * right one too.
   */
  async isRight(authorization: string | undefined, address: string | undefined): Promise<boolean> {
    await this.#wrong?.check(address);
    const given = decode(authorization);
    if (given === null) return false;
    const digest = this.#digest(given);
    if (this.#right && timingSafeEqual(digest, this.#right)) return true;
    const attempt = `${addressKey(address)} ${digest.toString('base64url')}`;
    let checking = this.#checking.get(attempt);
    if (!checking) {
      checking = this.#attempt(given, digest, address).finally(() => this.#checking.delete(attempt));
      this.#checking.set(attempt, checking);
    }
    return await checking;
  }

  async #attempt(given: string, digest: Buffer, address: string | undefined): Promise<boolean> {
    const check = async () => {
      if (!(await this.#matches(given))) throw WRONG;
      this.#right = digest;
      return true;
    };
    try {
      return this.#wrong ? await this.#wrong.guess(address, (error) => error === WRONG, check) : await check();
    } catch (error) {
      if (error === WRONG) return false;
      throw error;
    }
  }

  async #matches(given: string): Promise<boolean> {
    const hash = this.#hash;
    if (!hash || !given.startsWith(`${ADMIN_USER}:`)) return false;
    if (this.#waiting >= WAITING_MAX)
      throw new AppError('rate_limited', 'too many passwords are being checked', { retryAfterSeconds: 1 });
    this.#waiting += 1;
    const checked = this.#turn.then(() => isScryptOf(given.slice(ADMIN_USER.length + 1), hash));
    this.#turn = checked.catch(() => undefined);
    try {
      return await checked;
    } finally {
      this.#waiting -= 1;
    }
  }

  #digest(credentials: string): Buffer {
    return createHmac('sha256', this.#key).update(credentials).digest();
  }
}

/** Thrown for a wrong password, to be counted. */
const WRONG = new Error('wrong password');

function credentialsOf(password: string): string {
  return `${ADMIN_USER}:${password}`;
}

/** The `user:password` of Basic authentication. Null without it. */
function decode(authorization: string | undefined): string | null {
  const basic = /^basic +([\w+/=-]+) *$/i.exec(authorization ?? '');
  return basic ? Buffer.from(basic[1]!, 'base64').toString() : null;
}
