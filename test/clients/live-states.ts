import assert from 'node:assert/strict';
import { matchMaker } from '@colyseus/core';
import { Schema } from '@colyseus/schema';
import { readJson, type TestApp } from '../support/app.ts';

/** A field of a state in the server's encoder. `of` is the class or primitive type that a ref or collection holds. */
export type LiveField = { index: number; name: string; type: string; of: string | null };

type StateClass = { new (): Schema; readonly name: string };
type FieldType = string | StateClass | Record<string, string | StateClass>;
type Metadata = Record<number, { index: number; name: string; type: FieldType }>;

/** All classes in the states of a running server's rooms, by name. Opens one room of each kind. */
export async function liveStateClasses(app: TestApp): Promise<Map<string, StateClass>> {
  const { party_id } = await readJson<{ party_id: string }>(await app.post('/party?player_id=alice'));
  const { session_id } = await readJson<{ session_id: string }>(await app.post(`/session?party_id=${party_id}`));
  const drop = { world: 444, item_id: 1319, item_name: 'Rune 2h sword', quantity: 1, value: 38_052 };
  assert.ok((await app.post('/drops', drop)).ok);
  const rooms = ['board', 'drops-444', 'lobby-main', `session-${session_id}`].map((id) =>
    matchMaker.getLocalRoomById(id),
  );
  assert.deepEqual(
    rooms.map(({ roomName }) => roomName).toSorted(),
    Object.keys(matchMaker.getAllHandlers()).toSorted(),
    'a room of each name is open',
  );
  const classes = new Map<string, StateClass>();
  const visit = (stateClass: StateClass): void => {
    if (classes.has(stateClass.name)) return;
    classes.set(stateClass.name, stateClass);
    for (const { type } of Object.values(metadataOf(stateClass)))
      for (const held of heldBy(type)) if (isStateClass(held)) visit(held);
  };
  for (const { state } of rooms) visit((state as Schema).constructor as StateClass);
  return classes;
}

export function fieldsOf(stateClass: StateClass): LiveField[] {
  return Object.values(metadataOf(stateClass)).map(({ index, name, type }) => {
    if (typeof type === 'string') return { index, name, type, of: null };
    if (isStateClass(type)) return { index, name, type: 'ref', of: type.name };
    const [collection, held] = Object.entries(type)[0]!;
    return { index, name, type: collection, of: typeof held === 'string' ? held : held.name };
  });
}

function metadataOf(stateClass: StateClass): Metadata {
  return (stateClass as unknown as { [Symbol.metadata]: Metadata })[Symbol.metadata];
}

function heldBy(type: FieldType): FieldType[] {
  return typeof type === 'object' ? Object.values(type) : [type];
}

function isStateClass(type: unknown): type is StateClass {
  return typeof type === 'function' && type.prototype instanceof Schema;
}
