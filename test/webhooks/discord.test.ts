import assert from 'node:assert/strict';
import { isDiscord, parseWebhookUrls } from '../../src/config/webhook-urls.ts';
import type { Drop } from '../../src/domain/drops/drop.ts';
import type { AnnouncedSession, Announcement } from '../../src/projections/announcement.ts';
import { discordMessage, plainText } from '../../src/webhooks/discord.ts';
import { webhookMessage } from '../../src/webhooks/message.ts';
import { T0 } from '../store/commits.ts';

const HOSTILE = '@everyone <@123> **x** [a](https://evil.example)\n# big `c` ||s|| \u202egnp';

const drop = (number: number, item_name: string, quantity = 1): Drop => ({
  drop_party_id: 1,
  number,
  item_id: 1,
  item_name,
  quantity,
  value: 1_000_000 - number,
  dropped_at: T0,
  tile: null,
  witnesses: 1,
  confirmed: true,
  suspect: false,
});

const party = {
  id: 1,
  world: 444,
  world_type: 'pvp',
  is_active: false,
  avg_drop: 38_052,
  total_drops: 1_234,
  total_value: 46_956_168,
  confirmed_drops: 1_234,
  confirmed_value: 46_956_168,
  created_at: T0,
  last_drop_at: T0,
  ended_at: T0,
  witnesses: 3,
  median_drop: 1,
  biggest_drops: [drop(1, 'Rune 2h sword'), drop(2, 'Coins', 5_000), ...[3, 4, 5, 6].map((n) => drop(n, HOSTILE))],
};
const partyEnded: Announcement = { seq: 1, at: T0, event: 'drop_party_ended', data: { party } };

function sessionOf(names: string[]): AnnouncedSession {
  return {
    session_id: 's',
    party_id: 'p',
    lobby: 'main',
    game_type: 'coop',
    difficulty: 'hard',
    seed: 1,
    version: 9,
    status: 'complete',
    leader_id: null,
    teams: [],
    party: [],
    current_floor: 7,
    current_position: { x: 0, y: 0 },
    missing: [],
    created_at: T0,
    updated_at: T0,
    ready_deadline_at: T0,
    started_at: T0,
    completed_at: T0,
    outcome: 'failed',
    result: null,
    players: names.map((name, i) => ({
      player_id: `p${i}`,
      name,
      class: null,
      ready: true,
      connected: true,
      left: i === 1,
    })),
  };
}

describe('Discord', () => {
  it('[HOOK-6] the end of a drop party shows its world, world type, total, average and top drops', () => {
    const { embeds, allowed_mentions } = discordMessage(partyEnded);
    assert.deepEqual(allowed_mentions, { parse: [] });
    const [embed] = embeds;
    assert.equal(embed!.title, 'The drop party on world 444 is over');
    assert.equal(embed!.timestamp, new Date(T0).toISOString());
    const fields = Object.fromEntries(embed!.fields.map(({ name, value }) => [name, value]));
    assert.deepEqual(
      [fields.World, fields['World type'], fields.Drops, fields.Total, fields.Average],
      ['444', 'pvp', '1,234', '46,956,168 gp', '38,052 gp'],
    );
    const top = fields['Top drops']!.split('\n');
    assert.equal(top.length, 5);
    assert.deepEqual(top.slice(0, 2), ['Rune 2h sword: 999,999 gp', 'Coins × 5,000: 999,998 gp']);
  });

  it('[HOOK-6] the end of a drop party says what of its total and drops is not confirmed, if it is known', () => {
    const [first, ...others] = party.biggest_drops;
    const shown = (data: object) => {
      const announcement = { ...partyEnded, data: { party: { ...party, ...data } } } as Announcement;
      const fields = discordMessage(announcement).embeds[0]!.fields;
      return Object.fromEntries(fields.map(({ name, value }) => [name, value]));
    };
    const doubtful = shown({ confirmed_value: 38_052, biggest_drops: [{ ...first, confirmed: false }, ...others] });
    assert.equal(doubtful['Total'], '46,956,168 gp claimed, 38,052 gp confirmed');
    assert.match(doubtful['Top drops']!, /^Rune 2h sword: 999,999 gp \(unconfirmed\)\nCoins × 5,000: 999,998 gp\n/);
    const { confirmed: _, ...old } = first!;
    const before = shown({ confirmed_value: undefined, biggest_drops: [old] });
    assert.deepEqual([before['Total'], before['Top drops']], ['46,956,168 gp', 'Rune 2h sword: 999,999 gp']);
  });

  it('[HOOK-6] a match shows its difficulty, region and players, by team if there are several', () => {
    const player = (name: string) => ({ player_id: name, name, class: null });
    const about = {
      match_id: 'm',
      lobby: 'main',
      game_type: 'pvp',
      difficulty: 'hard',
      region: 'eu',
      session_id: 's',
    } as const;
    const teams = ['Ann', '@everyone'].map((name, i) => ({ party_id: `p${i}`, players: [player(name)] }));
    const match = { ...about, longest_wait_ms: 1, teams };
    const [embed] = discordMessage({ seq: 1, at: T0, event: 'match_made', data: { match } }).embeds;
    const shown = embed!.fields.map(({ name, value }) => `${name}: ${value}`);
    assert.deepEqual(shown.slice(0, 3), ['Difficulty: hard', 'Region: eu', 'Team 1: Ann']);
    assert.doesNotMatch(shown[3]!, /@everyone/);
  });

  it('[HOOK-6] the start of a drop party shows its world and world type, and leaves out an unknown type', () => {
    const { biggest_drops: _, median_drop: __, witnesses: ___, ...started } = party;
    const { world_type, ...old } = started;
    const shown = [started, { ...started, world_type: 'skill_total' }, { ...started, world_type: null }, old].map(
      (data) => {
        const announcement = { seq: 1, at: T0, event: 'drop_party_started', data: { party: data } } as Announcement;
        return discordMessage(announcement).embeds[0]!.fields.map(({ name, value }) => `${name} ${value}`);
      },
    );
    assert.deepEqual(shown, [
      ['World 444', `World type ${world_type}`],
      ['World 444', String.raw`World type skill\_total`],
      ['World 444'],
      ['World 444'],
    ]);
  });

  it('[HOOK-6] the end of a session shows its members, floor and outcome', () => {
    const session = sessionOf(['alice', 'bob']);
    const { embeds } = discordMessage({ seq: 1, at: T0, event: 'session_complete', data: { session } });
    const fields = Object.fromEntries(embeds[0]!.fields.map(({ name, value }) => [name, value]));
    assert.deepEqual(fields, { Outcome: 'failed', Difficulty: 'hard', Floor: '7', Party: 'alice\nbob (left)' });
  });

  it('[HOOK-6] hostile text pings nobody, makes no link or markdown, and stays on one line', () => {
    const text = plainText(HOSTILE);
    assert.doesNotMatch(text, /@everyone|(?<!\\)[<>*[\]()`|#:/]|[\n\u202e]/u);
    assert.equal(plainText('\u200b\n'), '-');
    assert.equal(plainText("Dharok's helm, 2.5"), "Dharok's helm, 2.5");
    assert.equal(Array.from(plainText('💎'.repeat(200))).length, 64);
  });

  it('[HOOK-6] the largest embed stays within the limits of Discord', () => {
    const session = { ...sessionOf(Array.from({ length: 64 }, () => '*'.repeat(64))), difficulty: '_'.repeat(32) };
    for (const announcement of [
      partyEnded,
      { seq: 1, at: T0, event: 'session_complete', data: { session } } as const,
    ]) {
      const [embed] = discordMessage(announcement).embeds;
      assert.ok(embed!.title.length <= 256 && embed!.fields.length <= 25);
      for (const { name, value } of embed!.fields)
        assert.ok(name.length <= 256 && value.length > 0 && value.length <= 1_024);
      assert.ok(JSON.stringify(embed).length <= 6_000);
    }
    const fields = discordMessage({ seq: 1, at: T0, event: 'session_started', data: { session } }).embeds[0]!.fields;
    assert.match(fields.at(-1)!.value, /and \d+ more$/);
  });

  it('[HOOK-6] only Discord webhook URLs get embeds, and they need no secret', () => {
    const url = 'https://discord.com/api/webhooks/1/token';
    for (const good of [url, 'https://ptb.discordapp.com/api/v10/webhooks/1/t'])
      assert.ok(isDiscord(new URL(good)), good);
    for (const bad of ['https://discord.com/channels/1', 'https://discord.com.evil.example/api/webhooks/1/t'])
      assert.ok(!isDiscord(new URL(bad)), bad);
    const { targets, faults } = parseWebhookUrls(url);
    assert.deepEqual(faults, []);
    const { body, headers } = webhookMessage(partyEnded, targets[0]!, T0);
    assert.ok('embeds' in (JSON.parse(body) as object));
    assert.equal(headers['webhook-signature'], undefined);
  });
});
