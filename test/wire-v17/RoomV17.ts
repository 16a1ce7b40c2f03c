import { Room } from 'colyseus-sdk-v17';

/** A room of the real SDK 0.17 that gets its frames from the test, without a connection. */
export class RoomV17 {
  readonly room = new Room<unknown, { toJSON(): object }>('alone');
  /** The first byte of each frame that the SDK sent. */
  readonly sent: number[] = [];

  constructor() {
    this.room.roomId = 'alone';
    this.room.connection = { isOpen: true, send: ([code]: Uint8Array) => this.sent.push(code!) } as never;
  }

  receive(frame: Uint8Array): void {
    this.room['onMessageCallback']({ data: frame } as MessageEvent);
  }

  /** The classes that the SDK created from the handshake. */
  get definitions(): Definition[] {
    return definitionsOf(contextOf(this.room).types);
  }
}

/** One class of a state: its fields in the order of their indexes, with types such as `map of 3` or `array of string`. */
export type Definition = { id: number; fields: Record<string, string> };

type Klass = { [Symbol.metadata]: Record<number, { name: string; type: unknown }> };

/** The decoder's context, in either version of the SDK. */
export function contextOf(room: object): { types: unknown } {
  return (room as { serializer: { decoder: { context: { types: unknown } } } }).serializer.decoder.context;
}

/** `types` comes from a TypeContext, of schema 4 or 5, of a decoder or an encoder. */
export function definitionsOf(types: unknown): Definition[] {
  const classes = Object.entries(types as Record<string, Klass>).map(([id, klass]) => ({ id: Number(id), klass }));
  const idOf = (klass: unknown) => classes.find((known) => known.klass === klass)?.id;
  const nameOf = (type: unknown): string => {
    if (typeof type === 'string') return type;
    if (typeof type === 'function') return `ref of ${idOf(type)}`;
    const [[kind, item]] = Object.entries(type as object) as [[string, unknown]];
    return `${kind} of ${typeof item === 'string' ? item : idOf(item)}`;
  };
  return classes.map(({ id, klass }) => ({ id, fields: fieldsOf(klass, nameOf) }));
}

function fieldsOf({ [Symbol.metadata]: metadata }: Klass, nameOf: (type: unknown) => string): Record<string, string> {
  const fields: Record<string, string> = {};
  for (let index = 0; metadata[index]; index++) {
    const { name, type } = metadata[index]!;
    fields[name] = nameOf(type);
  }
  return fields;
}

/** Suppresses what the schema package logs about invalid bytes. */
export function silently(work: () => void): void {
  const { warn, error } = console;
  console.warn = console.error = () => undefined;
  try {
    work();
  } finally {
    Object.assign(console, { warn, error });
  }
}
