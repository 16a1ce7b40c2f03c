import { randomUUID } from 'node:crypto';
import { errors, jwtVerify, SignJWT } from 'jose';
import { guestId, isClaimed } from '../domain/players.ts';
import { AppError } from '../errors.ts';

const ISSUER = 'muster';
const ALGORITHM = 'HS256';

/**
 * Guest players: `{ player_id, token }`. The token is a JWT that never expires, signed with a key of this installation. An id that
 * belongs to a guest is recognised by its form, so nothing is stored and a restart forgets nobody. Rule: [AUTH-1], [AUTH-2].
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
   * The id of the player who calls, from a token or a bare `player_id`; null if there is neither. Refuses `unauthorized` for an
   * invalid token, for a bare id that belongs to a guest, and for no token when all players need one; `forbidden` if the token
   * belongs to another player than `player_id`.
   */
  async callerOf({ token, player_id }: { token?: string; player_id?: string }): Promise<string | null> {
    if (token !== undefined) {
      const owner = await this.#verify(token);
      if (player_id === undefined || player_id === owner) return owner;
      throw new AppError('forbidden', 'the token belongs to another player than player_id');
    }
    if (this.#requireAuth) throw new AppError('unauthorized', 'a token is required: get one from POST /auth/guest');
    if (player_id === undefined) return null;
    if (isClaimed(player_id)) throw new AppError('unauthorized', 'this player_id belongs to a guest: send its token');
    return player_id;
  }

  async #verify(token: string): Promise<string> {
    try {
      if (!isCanonical(token)) throw new errors.JWSInvalid();
      const { payload } = await jwtVerify(token, this.#key, { algorithms: [ALGORITHM], issuer: ISSUER });
      if (payload.sub !== undefined && isClaimed(payload.sub)) return payload.sub;
    } catch (error) {
      if (!(error instanceof errors.JOSEError)) throw error;
    }
    throw new AppError('unauthorized', 'the token was not issued by this server');
  }
}

/** Decoders are lenient: they ignore padding and surplus bits, so one token would have many spellings. */
function isCanonical(token: string): boolean {
  return token.split('.').every((part) => Buffer.from(part, 'base64url').toString('base64url') === part);
}
