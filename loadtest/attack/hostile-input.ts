// Hostile input. `random` is seeded, so that an attack can be repeated.

export const HOSTILE_VALUES: unknown[] = [
  null,
  true,
  -1,
  0,
  1.5,
  1e308,
  -0,
  2 ** 53,
  '',
  ' ',
  '\0',
  '\u202e',
  '\ud800',
  'a'.repeat(5_000),
  '__proto__',
  'constructor',
  '../../etc/passwd',
  '{}',
  [],
  {},
  [[[[[]]]]],
  { $ne: null },
];

export const FIELDS = [
  'world',
  'item_id',
  'item_name',
  'quantity',
  'value',
  'reporter',
  'player_id',
  'party_id',
  'name',
  'privacy',
  'password',
  'max_players',
  'data',
  'lobby',
  'code',
  'topic',
  'since',
  'reports',
  '__proto__',
  'toString',
];

export const WRITES = [
  'POST /drops',
  'POST /drops/batch',
  'POST /parties/cleanup',
  'POST /party/join-by-code',
  'POST /party/quick-join',
  'PATCH /party/x',
  'DELETE /party/__proto__',
  'POST /party/%00/join',
  'POST /session',
  'POST /session/x/progress',
  'POST /matchmake/joinOrCreate/__proto__',
  'POST /matchmake/joinById/constructor',
  'POST /matchmake/reconnect/board',
  'POST /monitor/api',
];

export const pick = <T>(items: readonly T[], random: () => number): T => items[Math.floor(random() * items.length)]!;

export function hostileJson(random: () => number): string {
  const object: Record<string, unknown> = {};
  for (let i = 0; i < random() * 6; i++) {
    Object.defineProperty(object, pick(FIELDS, random), {
      value: pick(HOSTILE_VALUES, random),
      enumerable: true,
      configurable: true,
    });
  }
  const text = JSON.stringify(random() < 0.9 ? object : pick(HOSTILE_VALUES, random));
  return random() < 0.15 ? text.slice(0, Math.floor(random() * text.length)) : text;
}

export function mutate(bytes: Buffer, random: () => number): Buffer {
  const copy = Buffer.from(bytes);
  for (let i = 0; i < random() * 4; i++) copy[Math.floor(random() * copy.length)] = Math.floor(random() * 256);
  const cut = Math.floor(random() * copy.length);
  if (random() < 0.2) return Buffer.concat([copy, copy]);
  return random() < 0.2 ? copy.subarray(0, cut) : copy;
}

export function randomBytes(random: () => number, length: number): Buffer {
  // Most begin with a byte of Colyseus's protocol: 10 to 25.
  const first = random() < 0.8 ? 10 + Math.floor(random() * 16) : Math.floor(random() * 256);
  return Buffer.from([first, ...Array.from({ length }, () => Math.floor(random() * 256))]);
}
