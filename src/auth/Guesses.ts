import { AppError, type ErrorKind } from '../errors.ts';
import type { AddressLimit } from './AddressLimit.ts';

/** The errors of a wrong code or password. */
const WRONG: ReadonlySet<ErrorKind> = new Set(['join_code_unknown', 'wrong_password']);

/** The part of a request that shows whether it guesses at a secret. */
type Guess = { type: string; password?: string | null | undefined };

/** Limits guesses at join codes and passwords, over REST and rooms together. */
export class Guesses {
  readonly #limit: AddressLimit | null;

  /** Null for no limit. */
  constructor(limit: AddressLimit | null) {
    this.#limit = limit;
  }

  /** Runs `attempt`, which carries the request out. Refuses `rate_limited` if the request is a guess after too many wrong ones. */
  async attempt<T>(address: string | undefined, request: Guess, attempt: () => Promise<T>): Promise<T> {
    return this.#limit && isGuess(request) ? this.#limit.guess(address, isWrong, attempt) : attempt();
  }
}

function isGuess({ type: action, password }: Guess): boolean {
  return action === 'join_by_code' || (action === 'join' && typeof password === 'string');
}

function isWrong(error: unknown): boolean {
  return error instanceof AppError && WRONG.has(error.kind);
}
