import { randomBytes } from 'node:crypto';
import { z } from 'zod';
import { REST_PRESENCE_MS } from '../domain/limits.ts';
import { ANY_ORIGIN, isOrigin } from '../auth/origins.ts';
import { looksLikeScryptHash, parseScryptHash, SCRYPT_RULE } from '../auth/scrypt-hash.ts';
import { OperatorError } from '../errors.ts';
import { BUDGETS, SHARES } from '../protocol/limits.ts';
import { dropSettings, wholeNumber } from './drop-settings.ts';
import { budgetSettings, shareSettings } from './limit-settings.ts';
import { parseWebhookUrls } from './webhook-urls.ts';

const booleanFlag = z
  .enum(['true', 'false', ''], { error: 'must be true or false' })
  .transform((text) => text === 'true');

const list = z.string().transform((text) =>
  text
    .split(',')
    .map((item) => item.trim())
    .filter((item) => item !== ''),
);

/** Faults name an origin by its place in the list, as no fault repeats a value. */
const origins = list.superRefine((items, context) => {
  const fault = (message: string) => context.addIssue({ code: 'custom', message });
  if (items.length === 0) fault('must have an origin, or be * for all');
  if (items.includes(ANY_ORIGIN) && items.length > 1) fault('must be * alone, or origins without it');
  for (const [i, item] of items.entries()) {
    if (item !== ANY_ORIGIN && !isOrigin(item))
      fault(
        `origin ${i + 1}: must be as browsers send it: scheme://host or scheme://host:port, in lower case, without a path`,
      );
  }
});

const webhookUrls = z.string().transform((text, context) => {
  const { targets, faults } = parseWebhookUrls(text);
  for (const message of faults) context.addIssue({ code: 'custom', message });
  return targets;
});

/** What Express's `trust proxy` accepts, except a number of hops, which would trust whoever is that many hops away. */
const proxyRange = z.union([
  z.enum(['loopback', 'linklocal', 'uniquelocal']),
  z.ipv4(),
  z.ipv6(),
  z.cidrv4().refine(hasPrefix),
  z.cidrv6().refine(hasPrefix),
]);

/** /0 would trust everybody. */
function hasPrefix(range: string): boolean {
  return !range.endsWith('/0');
}

/** SDKs prepend a scheme and append a path, and the page's Content-Security-Policy names the host. */
function isHostAndPath(address: string): boolean {
  const isOne = /^(?:[\w.-]+|\[[\da-f:.]+\])(?::\d{1,5})?(?:\/(?!\.{1,2}(?:\/|$))[\w.~-]+)*$/i.test(address);
  return isOne && URL.canParse(`http://${address}`);
}

/** Why several processes need it. */
const NEEDED_WITH_REDIS = {
  DATABASE_URL: 'all processes share one PostgreSQL database',
  AUTH_SECRET: 'all processes must sign tokens with the same secret',
  PUBLIC_ADDRESS: 'clients are sent to the process that owns their room, by its own address',
};

/** Every setting, with the description that the README's table repeats; a test keeps the two in step. */
export const envSchema = z
  .object({
    NODE_ENV: z
      .enum(['development', 'production', 'test'], { error: 'must be development, production or test' })
      .default('development')
      .describe('`production` logs JSON lines and has neither /admin nor /monitor without ADMIN_PASSWORD.'),
    PORT: wholeNumber(0, 65_535).default(2567).describe('TCP port for both HTTP and WebSocket.'),
    HOST: z.string().min(1).default('0.0.0.0').describe('Address to listen on.'),
    DATA_DIR: z
      .string()
      .min(1)
      .default('./data')
      .describe('Folder of the store. Only one process may use it at a time.'),
    DATABASE_URL: z
      .string()
      // The value is not repeated: it has a password.
      .regex(/^postgres(ql)?:\/\//, 'must be a URL such as postgres://user:password@host:5432/muster')
      .optional()
      .describe(
        'PostgreSQL database that stores everything instead of DATA_DIR. Without REDIS_URL, only one process may use it at a time.',
      ),
    REDIS_URL: z
      .string()
      // The value is not repeated: it may have a password.
      .regex(/^rediss?:\/\//, 'must be a URL such as redis://:password@host:6379/0')
      .optional()
      .describe(
        'Redis through which several processes work as one. Needs DATABASE_URL, AUTH_SECRET and PUBLIC_ADDRESS. See docs/scaling.md.',
      ),
    PUBLIC_ADDRESS: z
      .string()
      .refine(
        isHostAndPath,
        'must be host:port/path without a scheme or a trailing slash, like games.example.org:443/muster',
      )
      .optional()
      .describe(
        '`host:port/path` at which clients reach this server, if it differs from the address of their request. The proxy removes the path.',
      ),
    ADMIN_PASSWORD: z
      .string()
      .min(8, 'must have at least 8 characters')
      .refine((text) => !looksLikeScryptHash(text) || parseScryptHash(text) !== null, SCRYPT_RULE)
      .optional()
      .describe(
        'Password of the user `admin` for /admin and /monitor, or its hash from `npm run hash-password`. If unset, production has neither, and development generates a password and prints it.',
      ),
    METRICS_TOKEN: z
      .string()
      .min(16, 'must have at least 16 characters')
      .optional()
      .describe(
        'Bearer token without which nobody may read /metrics. If unset, production has no /metrics, and elsewhere everybody may read them.',
      ),
    AUTH_SECRET: z
      .string()
      .min(32, 'must have at least 32 characters')
      .optional()
      .describe('Secret that signs tokens and salts reporter names. If unset, one is generated and kept in DATA_DIR.'),
    ACCEPT_NEW_SECRET: booleanFlag
      .default(false)
      .describe(
        '`true` starts with a secret other than the one that the data belongs to. Guests then lose their players.',
      ),
    REQUIRE_AUTH: booleanFlag
      .default(false)
      .describe(
        '`true` requires a token from `POST /auth/guest` from every player. Otherwise a bare `player_id` is enough, except for the id of a guest.',
      ),
    CORS_ORIGINS: origins
      .default([ANY_ORIGIN])
      .describe(
        'Comma-separated origins, such as `https://play.example.org`, whose pages may call this server and open WebSockets to it, or `*` for all.',
      ),
    TRUST_PROXY: z
      .string()
      .refine((text) => text.split(',').every((item) => proxyRange.safeParse(item.trim()).success), {
        error:
          'must be a comma-separated list of IP addresses, ranges such as 10.0.0.0/8, loopback, linklocal or uniquelocal',
      })
      .optional()
      .describe(
        "Comma-separated proxies whose X-Forwarded-* headers are believed, in the form of Express's `trust proxy`: `loopback`, `10.0.0.0/8`.",
      ),
    KEEP_ALIVE_MS: wholeNumber(1_000, 3_600_000)
      .default(75_000)
      .describe(
        'Milliseconds for which an idle connection stays open. Must be longer than a load balancer keeps its own: most keep them 60 s.',
      ),
    ...dropSettings,
    CLEANUP_INTERVAL_MS: wholeNumber(100, 86_400_000)
      .default(60_000)
      .describe('Milliseconds between checks for drop parties that should have ended but did not.'),
    REST_PRESENCE_MS: wholeNumber(1_000, 86_400_000)
      .default(REST_PRESENCE_MS)
      .describe(
        'Milliseconds without a call after which a REST player who sends heartbeats is away; ten times that for others.',
      ),
    ...shareSettings,
    ...budgetSettings,
    RATE_LIMIT_DISABLED: booleanFlag
      .default(false)
      .describe(
        '`true` sets all of these to `0` but the one for the admin, for tests and benchmarks. Refused in production.',
      ),
    WEBHOOK_URLS: webhookUrls
      .optional()
      .describe(
        'Comma-separated URLs that are notified of drop parties and sessions, each with its filter and secret. See docs/webhooks.md.',
      ),
    WEBHOOK_ALLOW_PRIVATE: booleanFlag
      .default(false)
      .describe('`true` allows webhooks to private, loopback and other special addresses.'),
    DRAIN_MS: wholeNumber(0, 600_000)
      .default(0)
      .describe(
        'Milliseconds between the failing of /readyz and the end of service at a shutdown: what a load balancer needs to notice.',
      ),
    ACCESS_LOG: booleanFlag.default(false).describe('`true` logs each HTTP request and WebSocket, without its query.'),
    LOG_LEVEL: z
      .enum(['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent'], {
        error: 'must be one of trace, debug, info, warn, error, fatal, silent',
      })
      .default('info')
      .describe('Lowest level that is logged.'),
  })
  .superRefine(
    (env, context) => {
      const refuse = (name: string, message: string) => context.addIssue({ code: 'custom', path: [name], message });
      if (env.REDIS_URL !== undefined) {
        for (const [name, why] of Object.entries(NEEDED_WITH_REDIS))
          if (env[name as keyof typeof NEEDED_WITH_REDIS] === undefined)
            refuse(name, `is needed with REDIS_URL: ${why}`);
      }
      if (env.NODE_ENV !== 'production') return;
      if (env.RATE_LIMIT_DISABLED) refuse('RATE_LIMIT_DISABLED', 'must not be true in production');
      const needed = [...Object.values(BUDGETS).filter(({ isNeeded }) => isNeeded), ...Object.values(SHARES)];
      for (const { setting } of needed) if (env[setting] === 0) refuse(setting, 'must not be 0 in production');
    },
    // Even if other settings are wrong, so that all faults are named at once.
    { when: () => true },
  );

export type Env = z.infer<typeof envSchema>;

/** Names every wrong setting at once, but none of their values, which may be secrets. */
export class EnvError extends OperatorError {
  constructor(faults: string[]) {
    super(`These settings are wrong:\n${faults.map((fault) => `  ${fault}`).join('\n')}`);
  }
}

/** The only reader of the environment. An empty variable counts as unset. Throws EnvError. */
export function readEnv(variables: NodeJS.ProcessEnv): Env {
  const known = Object.keys(envSchema.shape);
  const given = Object.fromEntries(known.filter((name) => variables[name]).map((name) => [name, variables[name]]));
  const parsed = envSchema.safeParse(given);
  if (parsed.success) return parsed.data;
  throw new EnvError(parsed.error.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`));
}

/** The admin's password; null if there is to be neither /admin nor /monitor. In development one is generated, so that both work out of the box. */
export function adminPassword(env: Env): { password: string; generated: boolean } | null {
  if (env.ADMIN_PASSWORD) return { password: env.ADMIN_PASSWORD, generated: false };
  if (env.NODE_ENV === 'production') return null;
  return { password: randomBytes(9).toString('base64url'), generated: true };
}
