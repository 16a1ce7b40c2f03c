import { AppError, type ErrorKind } from '../errors.ts';
import { PASSWORDS_AT_ONCE_MAX } from '../protocol/limits.ts';
import type { AddressLimit } from './AddressLimit.ts';
import { addressKey } from './client-address.ts';
import { Tally } from './Tally.ts';

/** The errors of a wrong code or password. */
const WRONG: ReadonlySet<ErrorKind> = new Set(['join_code_unknown', 'wrong_password']);

/** The part of a request that shows whether it guesses at a secret, and whether it is slow to check. */
type Guess = { type: string; password?: string | null | undefined };

/** Limits guesses at join codes and passwords, over REST and rooms together, and how many passwords wait for their turn. */
export class Guesses {
  readonly #limit: AddressLimit | null;
  readonly #withPassword = new Tally();

  /** Null for no limit. */
  constructor(limit: AddressLimit | null) {
    this.#limit = limit;
  }

  /**
   * Runs `attempt`, which carries the request out. Refuses `rate_limited` if the request is a guess after too many wrong ones, or
   * has a password and too many others of its address are in progress.
   */
  async attempt<T>(address: string | undefined, request: Guess, attempt: () => Promise<T>): Promise<T> {
    if (!this.#limit) return attempt();
    const limit = this.#limit;
    const guess = () => (isGuess(request) ? limit.guess(address, isWrong, attempt) : attempt());
    return typeof request.password === 'string' ? this.#takingTurns(addressKey(address), guess) : guess();
  }

  async #takingTurns<T>(address: string, attempt: () => Promise<T>): Promise<T> {
    if (this.#withPassword.of(address) >= PASSWORDS_AT_ONCE_MAX) {
      const message = `at most ${PASSWORDS_AT_ONCE_MAX} requests with a password at once from one address`;
      throw new AppError('rate_limited', message, { retryAfterSeconds: 1 });
    }
    this.#withPassword.add(address);
    try {
      return await attempt();
    } finally {
      this.#withPassword.remove(address);
    }
  }
}

function isGuess({ type: action, password }: Guess): boolean {
  return action === 'join_by_code' || (action === 'join' && typeof password === 'string');
}

function isWrong(error: unknown): boolean {
  return error instanceof AppError && WRONG.has(error.kind);
}
