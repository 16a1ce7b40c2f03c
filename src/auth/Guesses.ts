import { AppError, type ErrorKind } from '../errors.ts';
import { AddressLimit } from './AddressLimit.ts';

/** Wrong join codes and passwords of one address, in 10 minutes: a player errs a few times, and of 10,000 codes in 30^6 none is found. */
const WRONG_GUESSES = { points: 30, seconds: 600 };

/** What a wrong code or password is refused with. */
const WRONG: ReadonlySet<ErrorKind> = new Set(['join_code_unknown', 'wrong_password']);

/** What of a request makes it a try at a secret. */
type Try = { type: string; password?: string | null | undefined };

/** The bound on guessing at join codes and passwords, over all doors. */
export class Guesses {
  readonly #limit: AddressLimit | null;

  constructor(isLimited: boolean) {
    this.#limit = isLimited ? new AddressLimit(WRONG_GUESSES) : null;
  }

  /** Does what the request asks for. Refuses `rate_limited` where it is a try at a secret and there were too many wrong ones. */
  async attempt<T>(address: string | undefined, request: Try, make: () => Promise<T>): Promise<T> {
    return this.#limit && isTry(request) ? this.#limit.attempt(address, isWrong, make) : make();
  }
}

function isTry({ type: what, password }: Try): boolean {
  return what === 'join_by_code' || (what === 'join' && typeof password === 'string');
}

function isWrong(error: unknown): boolean {
  return error instanceof AppError && WRONG.has(error.kind);
}
