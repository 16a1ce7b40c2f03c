import type { Drop } from '../domain/drops/drop.ts';
import type { DropPartySummary } from '../domain/drops/drop-party.ts';
import type { AnnouncedMatch, AnnouncedSession, Announcement } from '../projections/announcement.ts';
import type { BoardDropParty } from '../projections/topic-values.ts';

/** Discord allows 1,024 characters in the value of a field. MORE_LENGTH of them are kept for the line "and 12 more". */
const VALUE_LENGTH_MAX = 1_024;
const MORE_LENGTH = 24;

/** Characters of a name that are shown: one line on a phone. */
const SHOWN_LENGTH_MAX = 64;

const TOP_DROPS = 5;

const GREEN = 0x2e_cc_71;
const GOLD = 0xf1_c4_0f;
const BLUE = 0x34_98_db;
const RED = 0xe7_4c_3c;

type Field = { name: string; value: string; inline?: boolean };
type Embed = { title: string; color: number; fields: Field[] };

/** Whether a refusal has Discord's code for a webhook that does not exist, or no longer. */
export function isUnknownWebhook(refusal: string): boolean {
  return /"code":\s*10015\b/.test(refusal);
}

/** The body of Discord's "Execute Webhook". `allowed_mentions` makes sure that nothing in it pings anybody. Rule: [HOOK-6]. */
export function discordMessage(announcement: Announcement) {
  const timestamp = new Date(announcement.at).toISOString();
  return { embeds: [{ ...embedOf(announcement), timestamp }], allowed_mentions: { parse: [] } };
}

function embedOf(announcement: Announcement): Embed {
  switch (announcement.event) {
    case 'drop_party_started': {
      const { party } = announcement.data;
      return { title: `Drop party on world ${party.world}`, color: GREEN, fields: worldFields(party) };
    }
    case 'drop_party_ended':
      return dropPartyEnded(announcement.data.party);
    case 'session_started':
      return sessionStarted(announcement.data.session);
    case 'session_complete':
      return sessionComplete(announcement.data.session);
    case 'match_made':
      return matchMade(announcement.data.match);
  }
}

function dropPartyEnded(party: DropPartySummary): Embed {
  const { world, total_drops, avg_drop, biggest_drops } = party;
  const top = biggest_drops.slice(0, TOP_DROPS).map(dropLine);
  return {
    title: `The drop party on world ${world} is over`,
    color: GOLD,
    fields: [
      ...worldFields(party),
      inline('Drops', number(total_drops)),
      inline('Total', totalText(party)),
      inline('Average', gpText(avg_drop)),
      ...(top.length > 0 ? [{ name: 'Top drops', value: lines(top) }] : []),
    ],
  };
}

/** What is not confirmed is what anybody may have made up. Announcements stored by versions without confirmed totals have none. */
function totalText({
  total_value,
  confirmed_value,
}: Pick<DropPartySummary, 'total_value'> & Partial<DropPartySummary>): string {
  if (confirmed_value === undefined || confirmed_value === total_value) return gpText(total_value);
  return `${gpText(total_value)} claimed, ${gpText(confirmed_value)} confirmed`;
}

/** Announcements stored by versions without world types have none. */
function worldFields({ world, world_type }: BoardDropParty): Field[] {
  return [inline('World', String(world)), ...(world_type ? [inline('World type', plainText(world_type))] : [])];
}

function sessionStarted(session: AnnouncedSession): Embed {
  return { title: 'A run has started', color: BLUE, fields: [...sessionFields(session), membersField(session)] };
}

function sessionComplete(session: AnnouncedSession): Embed {
  const { outcome } = session;
  return {
    title: 'A run is over',
    color: outcome === 'completed' ? GREEN : RED,
    fields: [inline('Outcome', outcome ?? 'unknown'), ...sessionFields(session), membersField(session)],
  };
}

function matchMade({ teams, difficulty, region }: AnnouncedMatch): Embed {
  const listed = teams.map(({ players }, i): Field => {
    const name = teams.length > 1 ? `Team ${i + 1}` : 'Party';
    return { name, value: lines(players.map((player) => plainText(player.name))) };
  });
  const where = region === '' ? [] : [inline('Region', plainText(region))];
  return {
    title: 'A group was found',
    color: BLUE,
    fields: [inline('Difficulty', plainText(difficulty)), ...where, ...listed],
  };
}

function sessionFields({ difficulty, current_floor }: AnnouncedSession): Field[] {
  return [inline('Difficulty', plainText(difficulty)), inline('Floor', number(current_floor))];
}

function membersField({ players }: AnnouncedSession): Field {
  return { name: 'Party', value: lines(players.map(({ name, left }) => plainText(name) + (left ? ' (left)' : ''))) };
}

function dropLine({ item_name, quantity, value, confirmed = true }: Omit<Drop, 'confirmed'> & Partial<Drop>): string {
  const doubt = confirmed ? '' : ' (unconfirmed)';
  return `${plainText(item_name)}${quantity > 1 ? ` × ${number(quantity)}` : ''}: ${gpText(value)}${doubt}`;
}

/** As many lines as Discord allows. It rejects an empty value. */
function lines(all: string[]): string {
  let text = '';
  for (const [i, line] of all.entries()) {
    if (text.length + line.length + 1 > VALUE_LENGTH_MAX - MORE_LENGTH) return `${text}and ${all.length - i} more`;
    text += `${line}\n`;
  }
  return text.trimEnd() || '-';
}

function inline(name: string, value: string): Field {
  return { name, value, inline: true };
}

function gpText(value: number): string {
  return `${number(value)} gp`;
}

function number(value: number): string {
  return value.toLocaleString('en');
}

/**
 * A player's text, escaped so that Discord shows it as it is: one line, no mention, link, markdown or change of direction.
 * Never empty, and at most twice as long as what is shown.
 */
export function plainText(text: string): string {
  const line = text.replaceAll(/[\p{C}\p{Zl}\p{Zp}]+/gu, ' ').trim();
  const characters = Array.from(line);
  const shown = characters.length > SHOWN_LENGTH_MAX ? `${characters.slice(0, SHOWN_LENGTH_MAX - 1).join('')}…` : line;
  // A word joiner after @ breaks mentions such as @everyone; a backslash disarms all other punctuation.
  const escaped = shown.replaceAll(/[!-&(-+\-/:-?[-`{-~]/g, String.raw`\$&`).replaceAll('@', '@\u2060');
  return escaped === '' ? '-' : escaped;
}
