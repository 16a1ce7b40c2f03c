import { z } from 'zod';
import { WORLD_MAX } from '../domain/limits.ts';
import { ANNOUNCEMENT_TYPES, type AnnouncementType } from '../projections/announcement.ts';

/** What a receiver is sent. `minValue`, `minConfirmed` and `worlds` concern drop parties; null is every world. Rule: [HOOK-1]. */
export type WebhookFilter = {
  events: ReadonlySet<AnnouncementType>;
  minValue: number;
  minConfirmed: number;
  worlds: ReadonlySet<number> | null;
};

/** One receiver. `key` signs the messages; only Discord may have none. */
export type WebhookTarget = { url: URL; filter: WebhookFilter; key: Buffer | null };

/** In WEBHOOK_URLS, and again in operator.json. Each receiver has connections, retries and stored progress of its own. */
export const RECEIVERS_MAX = 16;

/** Bytes of a signing key, by the Standard Webhooks specification. */
const KEY_BYTES_MIN = 24;
const KEY_BYTES_MAX = 64;

const ADDRESS = 'must be an http:// or https:// address';

/** Discord's own format says more, and escapes players' text, so its other formats are not needed. Rule: [HOOK-6]. */
const DISCORD =
  'must be the address of a Discord webhook, which ends with its id and its token, without /slack or /github';

const DISCORD_HOST = /^(?:(?:canary|ptb)\.)?discord(?:app)?\.com$/;
const DISCORD_PATH = /^\/api\/(?:v\d+\/)?webhooks\/[^/]+\/[^/]+$/;
const SLACK_HOST = /^hooks\.slack(?:-gov)?\.com$/;

export function isDiscord({ hostname, pathname }: URL): boolean {
  return DISCORD_HOST.test(hostname) && DISCORD_PATH.test(pathname);
}

const EVENTS = `must be some of ${ANNOUNCEMENT_TYPES.join(', ')}`;
const WORLDS = `must be worlds, from 1 to ${WORLD_MAX}`;
const LEAST_GP = `must be a whole number of GP, from 0 to ${Number.MAX_SAFE_INTEGER}`;
const SECRET = `must be whsec_ and the base64 of ${KEY_BYTES_MIN} to ${KEY_BYTES_MAX} random bytes`;

const secretSchema = z.string({ error: SECRET }).transform((secret, context) => {
  const base64 = /^whsec_((?:[A-Za-z\d+/]{4})*(?:[A-Za-z\d+/]{2}==|[A-Za-z\d+/]{3}=)?)$/.exec(secret)?.[1];
  const key = Buffer.from(base64 ?? '', 'base64');
  if (key.length >= KEY_BYTES_MIN && key.length <= KEY_BYTES_MAX) return key;
  context.addIssue({ code: 'custom', message: SECRET });
  return z.NEVER;
});

const leastGp = z.int(LEAST_GP).min(0, LEAST_GP).default(0);

/** A receiver in operator.json. Faults never quote its text, any part of which may be secret. Rule: [HOOK-7]. */
export const webhookSchema = z
  .strictObject({
    url: z.string({ error: ADDRESS }).transform(toUrl),
    events: z
      .array(z.enum(ANNOUNCEMENT_TYPES, EVENTS), EVENTS)
      .min(1, EVENTS)
      .default([...ANNOUNCEMENT_TYPES]),
    min_value: leastGp,
    min_confirmed: leastGp,
    worlds: z.array(z.int(WORLDS).min(1, WORLDS).max(WORLD_MAX, WORLDS), WORLDS).min(1, WORLDS).optional(),
    secret: secretSchema.optional(),
  })
  .transform(({ url, events, min_value, min_confirmed, worlds, secret }, context): WebhookTarget => {
    const fault = (path: string, message: string) => context.addIssue({ code: 'custom', path: [path], message });
    if (secret === undefined && !isDiscord(url)) fault('secret', `${SECRET}, but it is missing`);
    for (const [name, least] of Object.entries({ min_value, min_confirmed }))
      if (least > 0 && !events.includes('drop_party_ended')) fault(name, 'is for the event drop_party_ended');
    if (worlds && !events.some((event) => event.startsWith('drop_party_')))
      fault('worlds', 'are for the events drop_party_started and drop_party_ended');
    const least = { minValue: min_value, minConfirmed: min_confirmed };
    const filter = { events: new Set(events), ...least, worlds: worlds ? new Set(worlds) : null };
    return { url, filter, key: secret ?? null };
  });

function toUrl(address: string, context: z.RefinementCtx): URL {
  const url = URL.parse(address);
  const fault = url ? urlFault(address, url) : ADDRESS;
  if (url && fault === null) return url;
  context.addIssue({ code: 'custom', message: fault ?? ADDRESS });
  return z.NEVER;
}

function urlFault(address: string, url: URL): string | null {
  if (!/^https?:$/.test(url.protocol)) return ADDRESS;
  if (address.includes('#')) return 'must not have a #';
  if (address.includes(',')) return 'must not have a comma; write %2C';
  if (url.username !== '' || url.password !== '') return 'must not have a user name or password';
  if (DISCORD_HOST.test(url.hostname) && !isDiscord(url)) return DISCORD;
  return SLACK_HOST.test(url.hostname) ? 'must not be a webhook of Slack, whose format is not supported' : null;
}

/**
 * Parses a comma-separated list of `https://host/path#events=a,b&secret=whsec_...`. The options are in the fragment because that
 * is never sent. Faults name a URL by its place in the list, because any part of it may be secret. Rule: [HOOK-7].
 */
export function parseWebhookUrls(text: string): { targets: WebhookTarget[]; faults: string[] } {
  const faults: string[] = [];
  const targets: WebhookTarget[] = [];
  // Split only before the next URL, because the lists of events and worlds have commas too.
  const addresses = text.split(/,\s*(?=[a-z][a-z\d+.-]*:\/\/)/i);
  if (addresses.length > RECEIVERS_MAX) faults.push(`must be at most ${RECEIVERS_MAX} addresses`);
  for (const [i, address] of addresses.entries()) {
    const fault = (message: string) => faults.push(`address ${i + 1}: ${message}`);
    const parsed = webhookSchema.safeParse(givenIn(address.trim().replace(/,$/, ''), fault));
    for (const { path, message } of parsed.error?.issues ?? [])
      fault(path[0] === 'url' ? message : `${String(path[0])} ${message}`);
    if (!parsed.success) continue;
    if (targets.some(({ url }) => url.href === parsed.data.url.href)) fault('must not come twice');
    targets.push(parsed.data);
  }
  return { targets, faults };
}

/** The options of a URL in WEBHOOK_URLS, each with how its text becomes the value that operator.json has. */
const OPTIONS: Readonly<Record<string, (text: string) => unknown>> = {
  events: (text) => text.split(',').map((name) => name.trim()),
  min_value: wholeNumber,
  min_confirmed: wholeNumber,
  worlds: (text) => text.split(',').map((world) => wholeNumber(world.trim())),
  secret: (text) => text,
};

/** The same fields as in operator.json. Not by URLSearchParams, which reads the `+` of base64 as a space. */
function givenIn(text: string, fault: (message: string) => void): Record<string, unknown> {
  const [url = '', ...fragments] = text.split('#');
  const given: Record<string, unknown> = { url };
  const fragment = fragments.join('#');
  for (const option of fragment === '' ? [] : fragment.split('&')) {
    const name = option.slice(0, Math.max(0, option.indexOf('=')));
    const read = Object.hasOwn(OPTIONS, name) ? OPTIONS[name] : undefined;
    if (!read) fault(`must have nothing after # but ${Object.keys(OPTIONS).join('=, ')}=, with & between them`);
    else if (name in given) fault(`must have ${name}= once`);
    else given[name] = read(option.slice(name.length + 1));
  }
  return given;
}

function wholeNumber(text: string): number {
  return /^\d+$/.test(text) ? Number(text) : Number.NaN;
}
