import { z } from 'zod';
import { ANNOUNCEMENT_TYPES, type AnnouncementType } from '../projections/announcement.ts';

/** One URL of WEBHOOK_URLS, without its fragment. `key` signs the messages; only Discord may have none. */
export type WebhookTarget = { url: URL; events: ReadonlySet<AnnouncementType>; key: Buffer | null };

/** In WEBHOOK_URLS, and again in operator.json. Each receiver has connections, retries and stored progress of its own. */
export const RECEIVERS_MAX = 16;

/** Bytes of a signing key, by the Standard Webhooks specification. */
const KEY_BYTES_MIN = 24;
const KEY_BYTES_MAX = 64;

const SECRET = `secret must be whsec_ and the base64 of ${KEY_BYTES_MIN} to ${KEY_BYTES_MAX} random bytes`;

const DISCORD = /^(?:(?:canary|ptb)\.)?discord(?:app)?\.com$/;

export function isDiscord({ hostname, pathname }: URL): boolean {
  return DISCORD.test(hostname) && /^\/api\/(?:v\d+\/)?webhooks\//.test(pathname);
}

/**
 * Parses a comma-separated list of `https://host/path#events=a,b&secret=whsec_...`. The options are in the fragment because that
 * is never sent. Faults name a URL by its place in the list, because any part of it may be secret. Rule: [HOOK-7].
 */
export function parseWebhookUrls(text: string): { targets: WebhookTarget[]; faults: string[] } {
  const faults: string[] = [];
  const targets: WebhookTarget[] = [];
  // Split only before the next URL, because the list of events has commas too.
  const addresses = text.split(/,\s*(?=[a-z][a-z\d+.-]*:\/\/)/i);
  if (addresses.length > RECEIVERS_MAX) faults.push(`must be at most ${RECEIVERS_MAX} addresses`);
  for (const [i, address] of addresses.entries()) {
    const target = parseAddress(address.trim().replace(/,$/, ''), (fault) => faults.push(`address ${i + 1}: ${fault}`));
    if (!target) continue;
    if (targets.some(({ url }) => url.href === target.url.href)) faults.push(`address ${i + 1}: must not come twice`);
    targets.push(target);
  }
  return { targets, faults };
}

function parseAddress(text: string, fault: (message: string) => void): WebhookTarget | null {
  const [address = '', ...fragments] = text.split('#');
  const options = optionsOf(fragments.join('#'), fault);
  const events = options
    .get('events')
    ?.split(',')
    .map((name) => name.trim());
  return toTarget({ url: address, events, secret: options.get('secret') }, fault);
}

type Given = { url: string; events?: string[] | undefined; secret?: string | undefined };

function toTarget({ url: address, events, secret }: Given, fault: (message: string) => void): WebhookTarget | null {
  const url = URL.parse(address);
  if (!url || !/^https?:$/.test(url.protocol)) {
    fault('must be an http:// or https:// address');
    return null;
  }
  if (address.includes(',')) fault('must not have a comma; write %2C');
  if (url.username !== '' || url.password !== '') fault('must not have a user name or password');
  if (secret === undefined && !isDiscord(url)) fault(`${SECRET}, but it is missing`);
  return { url, events: eventsOf(events, fault), key: secret === undefined ? null : keyOf(secret, fault) };
}

/** A receiver in operator.json. Faults never quote its text, any part of which may be secret. Rule: [HOOK-7]. */
export const webhookSchema = z
  .strictObject({ url: z.string(), events: z.array(z.string()).optional(), secret: z.string().optional() })
  .transform((given, context): WebhookTarget => {
    if (given.url.includes('#')) context.addIssue({ code: 'custom', path: ['url'], message: 'must not have a #' });
    const target = toTarget(given, (message) => context.addIssue({ code: 'custom', message }));
    return target ?? z.NEVER;
  });

/** Not URLSearchParams, which reads the `+` of base64 as a space. */
function optionsOf(fragment: string, fault: (message: string) => void): Map<string, string> {
  const options = new Map<string, string>();
  for (const option of fragment === '' ? [] : fragment.split('&')) {
    const name = option.slice(0, Math.max(0, option.indexOf('=')));
    if (name !== 'events' && name !== 'secret')
      fault('must have nothing after # but events=... and secret=..., with & between them');
    else if (options.has(name)) fault(`must have ${name}= once`);
    options.set(name, option.slice(name.length + 1));
  }
  return options;
}

function eventsOf(names: string[] | undefined, fault: (message: string) => void): ReadonlySet<AnnouncementType> {
  if (names === undefined) return new Set(ANNOUNCEMENT_TYPES);
  const events = ANNOUNCEMENT_TYPES.filter((name) => names.includes(name));
  if (events.length !== new Set(names).size)
    fault(`events must be some of ${ANNOUNCEMENT_TYPES.join(', ')}, with commas between them`);
  return new Set(events);
}

function keyOf(secret: string, fault: (message: string) => void): Buffer | null {
  const base64 = /^whsec_((?:[A-Za-z\d+/]{4})*(?:[A-Za-z\d+/]{2}==|[A-Za-z\d+/]{3}=)?)$/.exec(secret)?.[1];
  const key = Buffer.from(base64 ?? '', 'base64');
  if (key.length >= KEY_BYTES_MIN && key.length <= KEY_BYTES_MAX) return key;
  fault(SECRET);
  return null;
}
