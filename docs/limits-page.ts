/** Writes docs/limits.md, which shows the tables of limits with their reasons: `npm run limits`. */
import { readFile, writeFile } from 'node:fs/promises';
import { format, resolveConfig } from 'prettier';
import * as rules from '../src/domain/limits.ts';
import * as doors from '../src/protocol/limits.ts';
import * as shared from '../src/redis/limits.ts';
import * as kept from '../src/store/limits.ts';

const PAGE = new URL('limits.md', import.meta.url);

/** A comment and the constants that it is about. */
const CONSTANTS = /^\/\*\*((?:(?!\*\/)[^])*)\*\/\n((?:export const \w+ = .*;\n)+)/gm;

const INTRO = `
# Limits

What one client can ask for, and why that much. This page is made of the source by \`npm run limits\`.

## Budgets of an address

Each address, which is one IPv4 address or one /64 of IPv6, has these budgets. They are separate: reports from a shared address never shut its players out. Set another number with
the environment variable. \`0\` is no limit; production refuses it where a single address could then shut others out or guess secrets.
`;

const HEADERS = `
Answers to reports, writes, joins and reads say what is left of their budget, as in the IETF's draft "RateLimit header fields for HTTP". This one has 5,990 of 6,000 reports left for the next 42 s:

    RateLimit-Policy: "reports";q=6000;w=60
    RateLimit: "reports";r=5990;t=42

When nothing is left the answer is \`429\` with the kind \`rate_limited\` and \`Retry-After\` in seconds, and nothing is changed. A batch with more reports than are left is refused as a whole.
`;

const SHARES_INTRO = `
## What may exist at once

\`0\` is no limit; production refuses it. An address that holds as much as is left for others is refused more: \`share_used_up\`.
`;

const SEVERAL = `
## Several processes

With \`REDIS_URL\` the budgets above hold for all processes together, and so does \`CONNECTIONS_PER_ADDRESS_MAX\`, to within a second and a twenty-fifth for each process but one. While Redis is away both hold
for each process alone, and nobody waits for it. The shares of drop parties, lobbies and dungeon parties hold for each process: an address can hold as much as is left at each.
`;

/** The page's text, as prettier formats it. */
export async function limitsPage(): Promise<string> {
  const parts = [
    INTRO,
    budgetTable(),
    HEADERS,
    SHARES_INTRO,
    shareTable(),
    '## Requests, messages and connections\n\nThese cannot be set.',
    await table('protocol', doors),
    '## Rules\n\nWhat the [rules](../src/domain/SPEC.md) allow.',
    await table('domain', rules),
    '## What is kept\n\nHow much the store keeps, and for how long.',
    await table('store', kept),
    SEVERAL,
    await table('redis', shared),
  ];
  return format(parts.join('\n\n'), { ...(await resolveConfig(PAGE)), parser: 'markdown' });
}

function budgetTable(): string {
  const rows = Object.entries(doors.BUDGETS).map(([name, { setting, points, seconds, counts, reason }]) => [
    `\`${name}\``,
    `${shown(points)} in ${seconds / 60} min`,
    counts,
    reason,
    `\`${setting}\``,
  ]);
  return tableOf(['Budget', 'Default', 'Counts', 'Why', 'Setting'], rows);
}

function shareTable(): string {
  const rows = Object.values(doors.SHARES).map((share) => [
    shown(share.default),
    share.counts,
    share.reason,
    `\`${share.setting}\``,
  ]);
  return tableOf(['Default', 'Counts', 'Why', 'Setting'], rows);
}

async function table(folder: string, limits: Record<string, unknown>): Promise<string> {
  const source = await readFile(new URL(`../src/${folder}/limits.ts`, import.meta.url), 'utf8');
  const rows = [...source.matchAll(CONSTANTS)].flatMap(([, comment, constants]) =>
    [...constants!.matchAll(/const (\w+)/g)].map(([, name]) => [
      `\`${name}\``,
      shown(limits[name!]),
      comment!.replaceAll(/\s*\n \*\s*/g, ' ').trim(),
    ]),
  );
  const missing = Object.keys(limits).filter(
    (name) => !['BUDGETS', 'SHARES'].includes(name) && !rows.some(([cell]) => cell === `\`${name}\``),
  );
  if (missing.length > 0) throw new Error(`src/${folder}/limits.ts gives no reason for ${missing.join(', ')}`);
  return tableOf(['Limit', 'Value', 'What it is, and why'], rows);
}

function tableOf(head: string[], rows: string[][]): string {
  return [head, head.map(() => '---'), ...rows].map((cells) => `| ${cells.join(' | ')} |`).join('\n');
}

function shown(value: unknown): string {
  return typeof value === 'number' ? value.toLocaleString('en') : `\`${String(value)}\``;
}

if (import.meta.main) await writeFile(PAGE, await limitsPage());
