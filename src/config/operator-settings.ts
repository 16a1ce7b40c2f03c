import {
  findNodeAtLocation,
  getNodeValue,
  type Node,
  type ParseError,
  parseTree,
  printParseErrorCode,
} from 'jsonc-parser';
import { z } from 'zod';
import { keyNameSchema } from '../protocol/admin/keys.ts';
import { noteSchema, reporterHash } from '../protocol/admin/moderation.ts';
import { lineOfText } from '../protocol/fields.ts';
import { BANS_MAX, INGEST_KEYS_MAX, MUTES_MAX, NOTICE_LENGTH_MAX } from '../protocol/limits.ts';
import { playerIdSchema } from '../protocol/player-fields.ts';
import { RECEIVERS_MAX, webhookSchema } from './webhook-urls.ts';

/** Bytes of the document: full lists with notes of the usual length. A larger one is a mistake, and slow to parse. */
const DOCUMENT_BYTES_MAX = 2 * 1024 * 1024;

/** When an entry was made, for people. Whoever adds one by hand need not say. */
const time = z.iso
  .datetime({ offset: true, error: 'must be a time in ISO 8601' })
  .transform((text) => Date.parse(text));
const timeOrNone = time.nullable().default(null);

const SHA256 = 'must be the SHA-256 of a key in lower-case hex';

const key = z.strictObject({
  name: keyNameSchema,
  hash: z.string(SHA256).regex(/^[\da-f]{64}$/, SHA256),
  created_at: timeOrNone,
});

const mute = z
  .strictObject({
    reporter: reporterHash.optional(),
    source: reporterHash.optional(),
    note: noteSchema,
    muted_at: timeOrNone,
  })
  .refine(({ reporter, source }) => (reporter === undefined) !== (source === undefined), {
    error: 'must have either a reporter or a source',
  });

const ban = z.strictObject({ player_id: playerIdSchema, note: noteSchema, banned_at: timeOrNone });

const notice = z.strictObject({
  text: lineOfText(NOTICE_LENGTH_MAX),
  at: timeOrNone,
  until: timeOrNone,
});

/** A list in which nothing may come twice. */
function listOf<S extends z.ZodType>(max: number, entry: S, identity: (entry: z.output<S>) => string) {
  return z
    .array(entry)
    .max(max, { error: `must have at most ${max} entries` })
    .superRefine((entries, context) => {
      const seen = new Set<string>();
      for (const [i, each] of entries.entries()) {
        const id = identity(each);
        if (seen.has(id)) context.addIssue({ code: 'custom', path: [i], message: 'is there already' });
        seen.add(id);
      }
    })
    .default([]);
}

/** What an operator can change without a restart, by hand or by /admin. Times are epoch milliseconds. */
const operatorSchema = z.strictObject({
  webhooks: z
    .array(webhookSchema)
    .max(RECEIVERS_MAX, { error: `must have at most ${RECEIVERS_MAX} receivers` })
    .default([]),
  keys: listOf(INGEST_KEYS_MAX, key, ({ name }) => name),
  mutes: listOf(MUTES_MAX, mute, ({ reporter, source }) => `${reporter} ${source}`),
  bans: listOf(BANS_MAX, ban, ({ player_id }) => player_id),
  notice: notice.nullable().default(null),
});

export type OperatorSettings = z.output<typeof operatorSchema>;

/** A fault of the settings beyond their shape; `path` is where it is in the document. */
export type SettingsFault = { path: PropertyKey[]; message: string };

export type CheckSettings = (settings: OperatorSettings) => SettingsFault[];

/** A fault of the document, with its line if it is in one. Never shows values: they may be secrets. */
export class DocumentFault extends Error {}

/** Throws a DocumentFault if a document of so many bytes is too large. */
export function checkBytes(bytes: number): void {
  if (bytes > DOCUMENT_BYTES_MAX) throw new DocumentFault(`it must have at most ${DOCUMENT_BYTES_MAX} bytes`);
}

/** Throws a DocumentFault with every fault. */
export function parseOperatorSettings(text: string, check: CheckSettings): OperatorSettings {
  const errors: ParseError[] = [];
  const tree = parseTree(text, errors);
  const [wrong] = errors;
  if (wrong || !tree) {
    const { error = 1, offset = 0 } = wrong ?? {};
    throw new DocumentFault(`line ${lineAt(text, offset)}: it is not JSON (${printParseErrorCode(error)})`);
  }
  const parsed = operatorSchema.safeParse(getNodeValue(tree));
  const faults = parsed.success ? check(parsed.data) : parsed.error.issues;
  if (parsed.success && faults.length === 0) return parsed.data;
  throw new DocumentFault(faults.map((fault) => describe(text, tree, fault)).join('; '));
}

function describe(text: string, tree: Node, { path, message }: SettingsFault): string {
  const steps = path.map((step) => (typeof step === 'symbol' ? String(step) : step));
  // A field that is missing is named at the object it is missing from.
  const at = findNodeAtLocation(tree, steps) ?? findNodeAtLocation(tree, steps.slice(0, -1)) ?? tree;
  return `line ${lineAt(text, at.offset)}: ${steps.join('.') || 'the document'}: ${message}`;
}

function lineAt(text: string, offset: number): number {
  return text.slice(0, offset).split('\n').length;
}
