import { matchMaker } from '@colyseus/core';
import { AppError } from '../domain/errors.ts';
import type { DropTracker } from './drop-tracker.ts';
import { type Outcome, unwrap } from './outcome.ts';
import { type RoomKey, type RoomName, roomIdOf } from './room-keys.ts';

/** What can be asked of a room, by its name. Arguments and results are plain data. */
type RoomMethods = { board: Record<never, never>; drop_tracker: DropTracker };

type Method<N extends RoomName> = Extract<keyof RoomMethods[N], string>;
type Arguments<F> = F extends (...args: infer A) => unknown ? A : never;
type Answer<F> = F extends (...args: never[]) => Promise<Outcome<infer T>> ? T : never;

/** Finds or makes the one room of a key. Nothing else makes rooms. */
export class Directory {
  readonly #creating = new Map<string, Promise<void>>();

  /** The id of the key's room, which exists when this resolves. */
  async getOrCreateRoom(key: RoomKey): Promise<string> {
    const roomId = roomIdOf(key);
    if (matchMaker.getLocalRoomById(roomId)) return roomId;
    let creating = this.#creating.get(roomId);
    if (!creating) {
      creating = this.#create(roomId, key).finally(() => this.#creating.delete(roomId));
      this.#creating.set(roomId, creating);
    }
    await creating;
    return roomId;
  }

  /** Calls a method of the key's room. Refuses what the room refuses. */
  async call<K extends RoomKey, M extends Method<K['name']>>(
    key: K,
    method: M,
    ...args: Arguments<RoomMethods[K['name']][M]>
  ): Promise<Answer<RoomMethods[K['name']][M]>> {
    const room = matchMaker.getLocalRoomById(await this.getOrCreateRoom(key)) as unknown;
    const ask = (
      room as Record<M, ((...args: unknown[]) => Promise<Outcome<Answer<RoomMethods[K['name']][M]>>>) | undefined>
    )[method];
    if (!ask) throw new AppError('internal', `room ${roomIdOf(key)} has no method ${method}`);
    return unwrap(await ask.apply(room, args));
  }

  async #create(roomId: string, key: RoomKey): Promise<void> {
    if (matchMaker.state === matchMaker.MatchMakerState.SHUTTING_DOWN) throw new AppError('shutting_down');
    await matchMaker.createRoom(key.name, { roomId, key });
  }
}
