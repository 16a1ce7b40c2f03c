import { randomUUID } from 'node:crypto';
import { errors, jwtVerify, SignJWT } from 'jose';
import { AppError } from '../errors.ts';
import { guestId, isClaimed } from '../domain/players.ts';

const ISSUER = 'muster';
const ALGORITHM = 'HS256';

/** A player who has proved it, or a bare name that anybody may use. */
export type Caller = { player_id: string; proved: boolean };

/**
 * Guest players: `{ player_id, token }`, the token a JWT without end, signed with a key of this installation. A guest's id
 * is claimed by its form, so that no list of claims has to be kept, and a restart forgets none. Rule: [AUTH-1], [AUTH-2].
 */
export class Guests {
  readonly #key: Uint8Array;
  readonly #requireAuth: boolean;

  constructor(key: Uint8Array, requireAuth: boolean) {
    this.#key = key;
    this.#requireAuth = requireAuth;
  }

  async signIn(): Promise<{ player_id: string; token: string }> {
    const player_id = guestId(randomUUID());
    const jwt = new SignJWT()
      .setProtectedHeader({ alg: ALGORITHM })
      .setIssuer(ISSUER)
      .setSubject(player_id)
      .setIssuedAt();
    return { player_id, token: await jwt.sign(this.#key) };
  }

  /**
   * Who calls, by token or by bare name; null where neither is given. Refuses `unauthorized` for a token that is not good, for a
   * name that needs one, and for no token where all need one; `forbidden` for a token of another player than named.
   */
  async callerOf({ token, player_id }: { token?: string; player_id?: string }): Promise<Caller | null> {
    if (token !== undefined) {
      const proved = await this.#verify(token);
      if (player_id !== undefined && player_id !== proved) {
        throw new AppError('forbidden', 'the token is of another player than player_id names');
      }
      return { player_id: proved, proved: true };
    }
    if (this.#requireAuth) throw new AppError('unauthorized', 'a token is needed: POST /auth/guest gives one');
    if (player_id === undefined) return null;
    if (isClaimed(player_id)) throw new AppError('unauthorized', 'this player_id belongs to a guest: send its token');
    return { player_id, proved: false };
  }

  async #verify(token: string): Promise<string> {
    try {
      const { payload } = await jwtVerify(token, this.#key, { algorithms: [ALGORITHM], issuer: ISSUER });
      if (payload.sub !== undefined && isClaimed(payload.sub)) return payload.sub;
    } catch (error) {
      if (!(error instanceof errors.JOSEError)) throw error;
    }
    throw new AppError('unauthorized', 'the token is not one of this server');
  }
}
