import { type AuthContext, ErrorCode, matchMaker, ServerError } from '@colyseus/core';
import type { Directory } from '../directory/Directory.ts';
import { keyFromOptions, keyFromRoomId, type RoomKey } from '../directory/room-keys.ts';
import { AppError } from '../domain/errors.ts';
import type { Log } from '../observability/log.ts';
import { HTTP_STATUS } from '../protocol/error-table.ts';

/**
 * Sends all matchmaking through the directory: `joinOrCreate("drop_tracker", { world })` and `joinById("drops-444")` end in
 * the one room of that key, and nobody makes rooms of his own.
 */
export function routeMatchmaking(
  directory: Directory,
  corsHeaders: (origin: string | undefined) => Record<string, string>,
  log: Log,
): void {
  const { controller } = matchMaker;
  controller.DEFAULT_CORS_HEADERS = {} as typeof controller.DEFAULT_CORS_HEADERS;
  controller.getCorsHeaders = (headers) => corsHeaders(headers.get('origin') ?? undefined);
  controller.invokeMethod = async (method, target, options, authContext) => {
    try {
      return await join(directory, method, target, options, authContext);
    } catch (error) {
      throw asServerError(error, log);
    }
  };
}

async function join(directory: Directory, method: string, target: string, options: unknown, auth?: AuthContext) {
  switch (method) {
    case 'joinOrCreate':
    case 'join':
      return joinKeyed(directory, keyFromOptions(target, options), auth);
    case 'joinById': {
      const key = keyFromRoomId(target);
      if (!key) throw new AppError('not_found', `there is no room with the id "${target.slice(0, 40)}"`);
      return joinKeyed(directory, key, auth);
    }
    case 'reconnect':
      return matchMaker.reconnect(target, { reconnectionToken: reconnectionTokenOf(options) });
    case 'create':
      throw new AppError('room_not_joinable', 'rooms are not created by clients: use joinOrCreate');
    default:
      throw new AppError(
        'not_found',
        `there is no method "${method.slice(0, 40)}"; there are: joinOrCreate, join, joinById, reconnect`,
      );
  }
}

async function joinKeyed(directory: Directory, key: RoomKey, auth?: AuthContext) {
  return matchMaker.joinById(await directory.getOrCreateRoom(key), {}, auth);
}

function reconnectionTokenOf(options: unknown): string {
  const token =
    typeof options === 'object' && options !== null && 'reconnectionToken' in options
      ? options.reconnectionToken
      : null;
  if (typeof token !== 'string' || token.length > 64)
    throw new AppError('bad_request', 'reconnectionToken must be a string');
  return token;
}

/** A number that is an HTTP status and a message, or the body is empty; never a message that was not meant for clients. */
function asServerError(error: unknown, log: Log): ServerError {
  if (error instanceof AppError) return new ServerError(HTTP_STATUS[error.kind], error.message);
  if (error instanceof ServerError && isColyseusCode(error.code)) return error;
  log.error({ err: error }, 'matchmaking failed');
  return new ServerError(HTTP_STATUS.internal, new AppError('internal').message);
}

/** Colyseus's own refusals, such as an expired reconnection, whose messages SDKs know. */
function isColyseusCode(code: number): boolean {
  return code >= ErrorCode.MATCHMAKE_NO_HANDLER && code <= ErrorCode.APPLICATION_ERROR;
}
