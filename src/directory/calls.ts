import { AppError, type ErrorData } from '../errors.ts';
import type { RoomKey } from './room-keys.ts';
import type { Rooms } from './rooms.ts';

/** The rooms that other processes may ask, and what of. */
export type RemoteRooms = Omit<Rooms, 'board'>;
export type RemoteKey = Exclude<RoomKey, { name: 'board' }>;

/** A request to the owner of a room. `open`: only that the room is there. `seat`: see Directory.seatIn. */
export type Errand =
  | { type: 'ask'; key: RemoteKey; method: string; args: unknown[]; address: string | undefined }
  | { type: 'open'; key: RoomKey; address: string | undefined }
  | { type: 'seat'; key: RoomKey; options: object; address: string | undefined };

/** `until`: epoch milliseconds of the clock that all processes share, after which it must not be begun any more. */
export type Call = Errand & { until?: number };

/** `moved`: the process does not own the room; `to` is who does, if it knows. */
export type Reply =
  | { type: 'done'; value: unknown }
  | { type: 'moved'; to: string | null }
  | { type: 'refused'; error: ErrorData & { retryAfterSeconds?: number } };

/** How processes ask each other. */
export interface Peers {
  /** Whether messages to and from this process arrive. */
  readonly isUp: boolean;
  /** From now on `handle` answers the calls of other processes. It never rejects. */
  serve(handle: (call: Call) => Promise<Reply>): void;
  /** Refuses `owner_unreachable`: whether the call was carried out is then unknown. */
  call(process: string, call: Call): Promise<Reply>;
  /** Calls do not reach the process any more: refuses what it was asked and has not answered, instead of waiting. */
  giveUp(process: string): void;
}

/** The room is another process's. `to` is that process, if it is known. */
export class RoomElsewhere extends Error {
  readonly to: string | null;

  constructor(to: string | null) {
    super('another process owns the room');
    this.to = to;
  }
}

/** The methods of a room's contract. The compiler asks for each: one that is left out could not be asked of another process. */
type Methods<Room> = Record<Exclude<keyof Room, 'start'>, true>;

const METHODS: { [Name in keyof RemoteRooms]: Methods<RemoteRooms[Name]> } = {
  drop_tracker: { report: true, endIfIdle: true, correct: true },
  lobby: { request: true, find: true, explain: true, notice: true, act: true },
  dungeon_session: { request: true, notice: true, close: true },
};

/** The room's contract, each method of which is carried out by `ask`. */
export function askingRoom<Name extends keyof RemoteRooms>(
  name: Name,
  ask: (method: string, args: unknown[]) => Promise<unknown>,
): RemoteRooms[Name] {
  const methods = Object.keys(METHODS[name]).map((method) => [method, (...args: unknown[]) => ask(method, args)]);
  return Object.fromEntries(methods) as RemoteRooms[Name];
}

/** Carries out what `askingRoom` asks. Throws an Error for a method that is not in the contract. */
export function askRoom(room: object, name: keyof RemoteRooms, method: string, args: unknown[]): Promise<unknown> {
  if (!Object.hasOwn(METHODS[name], method)) throw new Error(`rooms named ${name} are not asked for ${method}`);
  return (room as Record<string, (...all: unknown[]) => Promise<unknown>>)[method]!(...args);
}

/** Answers `work` as another process gets it. */
export async function replyTo(work: () => Promise<unknown>): Promise<Reply> {
  try {
    return { type: 'done', value: await work() };
  } catch (error) {
    if (error instanceof RoomElsewhere) return { type: 'moved', to: error.to };
    const refused = error instanceof AppError ? error : new AppError('internal', undefined, { cause: error });
    if (refused.kind === 'room_moved') return { type: 'moved', to: null };
    const { retryAfterSeconds } = refused;
    return {
      type: 'refused',
      error: { ...refused.toData(), ...(retryAfterSeconds !== undefined && { retryAfterSeconds }) },
    };
  }
}

/** The value of a reply. Throws what was refused, and RoomElsewhere. */
export function valueOf(reply: Reply): unknown {
  switch (reply.type) {
    case 'done':
      return reply.value;
    case 'moved':
      throw new RoomElsewhere(reply.to);
    case 'refused':
      throw new AppError(reply.error.kind, reply.error.message, reply.error);
    default:
      return reply satisfies never;
  }
}
