import { randomBytes } from 'node:crypto';
import { isIP } from 'node:net';
import { z } from 'zod';
import { OperatorError } from '../errors.ts';
import { parseWebhookUrls } from './webhook-urls.ts';

const flag = z.enum(['true', 'false', ''], { error: 'must be true or false' }).transform((text) => text === 'true');

const wholeNumber = (min: number, max: number) =>
  z
    .string()
    .regex(/^\d+$/, `must be a whole number from ${min} to ${max}`)
    .transform(Number)
    .refine((n) => n >= min && n <= max, `must be a whole number from ${min} to ${max}`);

const list = z.string().transform((text) =>
  text
    .split(',')
    .map((item) => item.trim())
    .filter((item) => item !== ''),
);

const webhookUrls = z.string().transform((text, context) => {
  const { targets, faults } = parseWebhookUrls(text);
  for (const message of faults) context.addIssue({ code: 'custom', message });
  return targets;
});

/** What Express's `trust proxy` takes, without the number of hops: it would believe whoever is that far away. */
function isProxyRange(text: string): boolean {
  if (['loopback', 'linklocal', 'uniquelocal'].includes(text)) return true;
  const [address = '', bits, ...rest] = text.split('/');
  const version = isIP(address);
  if (version === 0 || rest.length > 0) return false;
  return (
    bits === undefined || (/^\d{1,3}$/.test(bits) && Number(bits) >= 1 && Number(bits) <= (version === 4 ? 32 : 128))
  );
}

/** SDKs put a scheme before it and more path behind it, and the page's policy names its host. */
function isPublicAddress(address: string): boolean {
  return /^(?:[\w.-]+|\[[\da-f:.]+\])(?::\d{1,5})?(?:\/[\w.~-]+)*$/i.test(address) && URL.canParse(`http://${address}`);
}

/** The only reader of the environment. Every variable has a description: the README's table is checked against it. */
export const envSchema = z
  .object({
    NODE_ENV: z
      .enum(['development', 'production', 'test'])
      .default('development')
      .describe('`production` turns pretty logs off and asks for real secrets.'),
    PORT: wholeNumber(0, 65_535).default(2567).describe('TCP port of everything: HTTP and WebSocket.'),
    HOST: z.string().min(1).default('0.0.0.0').describe('Address to listen on.'),
    DATA_DIR: z.string().min(1).default('./data').describe('Folder of the embedded store. One process only.'),
    PUBLIC_ADDRESS: z
      .string()
      .refine(
        isPublicAddress,
        'must be host:port/path without a scheme and without a / at the end, like games.example.org:443/muster',
      )
      .optional()
      .describe('`host:port/path` that clients reach this process by, when it is not the one they asked.'),
    ADMIN_PASSWORD: z
      .string()
      .min(8, 'must have at least 8 characters')
      .optional()
      .describe(
        'Password of the user `admin` for /monitor. Without it there is no /monitor in production; in development one is generated and printed.',
      ),
    AUTH_SECRET: z
      .string()
      .min(32, 'must have at least 32 characters')
      .optional()
      .describe('Secret that signs tokens and salts reporter names. Generated and kept in DATA_DIR when unset.'),
    REQUIRE_AUTH: flag
      .default(false)
      .describe(
        "`true` asks every player for a token of `POST /auth/guest`; else a bare `player_id` will do, except for a guest's.",
      ),
    CORS_ORIGINS: list
      .default(['*'])
      .describe('Origins whose pages may call this server, comma-separated; `*` for all. Never with credentials.'),
    TRUST_PROXY: z
      .string()
      .refine((text) => text.split(',').every((item) => isProxyRange(item.trim())), {
        error: 'must be IP addresses, ranges such as 10.0.0.0/8, or loopback, linklocal, uniquelocal, comma-separated',
      })
      .optional()
      .describe(
        "Addresses of proxies whose X-Forwarded-For is believed, as Express's `trust proxy` takes them: `loopback`, `10.0.0.0/8`.",
      ),
    DEDUPE_MODE: z
      .enum(['auto', 'world', 'witness'], { error: 'must be auto, world or witness' })
      .default('auto')
      .describe('Which rule judges a report: by report (`auto`), or one rule for all.'),
    DEDUPE_WINDOW_MS: wholeNumber(0, 60_000).default(500).describe("Milliseconds of the bare reports' rule."),
    PARTY_IDLE_MS: wholeNumber(1, 86_400_000)
      .default(300_000)
      .describe('Milliseconds without a drop after which a party is over.'),
    CLEANUP_INTERVAL_MS: wholeNumber(100, 86_400_000)
      .default(60_000)
      .describe('Milliseconds between two looks for parties whose own timer was missed.'),
    RATE_LIMIT_WRITES_PER_MINUTE: wholeNumber(1, 1_000_000)
      .default(6_000)
      .describe('Writes one address may make in a minute; a batch counts once a report.'),
    RATE_LIMIT_DISABLED: flag.default(false).describe('`true` for tests and benches; refused in production.'),
    WEBHOOK_URLS: webhookUrls
      .optional()
      .describe(
        'Addresses that are told of parties and sessions, comma-separated, with filter and secret: see docs/webhooks.md.',
      ),
    WEBHOOK_ALLOW_PRIVATE: flag
      .default(false)
      .describe('`true` lets webhooks go to private, loopback and other special addresses.'),
    LOG_LEVEL: z
      .enum(['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent'], {
        error: 'must be one of trace, debug, info, warn, error, fatal, silent',
      })
      .default('info')
      .describe('Least level that is logged.'),
  })
  .superRefine((env, context) => {
    if (env.NODE_ENV === 'production' && env.RATE_LIMIT_DISABLED) {
      context.addIssue({ code: 'custom', path: ['RATE_LIMIT_DISABLED'], message: 'must not be true in production' });
    }
  });

export type Env = z.infer<typeof envSchema>;

/** Reports every fault at once, without values: they may be secrets. */
export class EnvError extends OperatorError {
  constructor(faults: string[]) {
    super(`The environment is wrong:\n${faults.map((fault) => `  ${fault}`).join('\n')}`);
  }
}

export function readEnv(variables: NodeJS.ProcessEnv): Env {
  const known = Object.keys(envSchema.shape);
  const given = Object.fromEntries(known.filter((name) => variables[name]).map((name) => [name, variables[name]]));
  const parsed = envSchema.safeParse(given);
  if (parsed.success) return parsed.data;
  throw new EnvError(parsed.error.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`));
}

/** In development a password is made up, so that /monitor can be tried at once; in production there is none without one set. */
export function adminPassword(env: Env): { password: string; generated: boolean } | null {
  if (env.ADMIN_PASSWORD) return { password: env.ADMIN_PASSWORD, generated: false };
  if (env.NODE_ENV === 'production') return null;
  return { password: randomBytes(9).toString('base64url'), generated: true };
}
