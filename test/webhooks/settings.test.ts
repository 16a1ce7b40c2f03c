import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { readEnv } from '../../src/config/env.ts';
import { webhookSchema } from '../../src/config/webhook-urls.ts';
import { spawnServer } from '../support/server-process.ts';
import { SECRET } from './TestReceiver.ts';

const targetsOf = (text: string) => readEnv({ WEBHOOK_URLS: text }).WEBHOOK_URLS!;

describe('WEBHOOK_URLS', () => {
  it('[HOOK-7] takes URLs with a filter and a secret, which are not part of the request', () => {
    const plus = `whsec_${Buffer.alloc(24, 0xfb).toString('base64')}`;
    const [first, second] = targetsOf(
      `https://a.example/x?y=1#events=session_complete,drop_party_ended&secret=${SECRET}, http://b.example:8080/#secret=${plus},`,
    );
    assert.equal(first!.url.href, 'https://a.example/x?y=1');
    assert.deepEqual([...first!.filter.events].toSorted(), ['drop_party_ended', 'session_complete']);
    assert.equal(`whsec_${first!.key!.toString('base64')}`, SECRET);
    assert.equal(second!.filter.events.size, 5);
    assert.deepEqual(second!.key, Buffer.alloc(24, 0xfb));
  });

  it('[HOOK-7] the example in docs/webhooks.md is valid', async () => {
    const docs = await readFile(new URL('../../docs/webhooks.md', import.meta.url), 'utf8');
    const targets = targetsOf(/^WEBHOOK_URLS=(.*?)^```$/ms.exec(docs)![1]!.trim());
    const read = targets.map(({ url, filter, key }) => [url.host, filter.events.size, key?.length]);
    assert.deepEqual(read, [
      ['host.example', 2, 24],
      ['discord.com', 1, undefined],
    ]);
    assert.deepEqual(targets[1]!.filter, {
      events: new Set(['drop_party_ended']),
      minValue: 10_000_000,
      minConfirmed: 0,
      worlds: new Set([330, 444]),
    });
  });

  it('[HOOK-1] takes worlds and a least value as filters, in both forms', () => {
    const [target] = targetsOf(
      `https://a.example/#worlds=301, 302&min_value=10000000&min_confirmed=5&secret=${SECRET}`,
    );
    const least = { min_value: 10_000_000, min_confirmed: 5 };
    const fields = { url: 'https://a.example/', worlds: [301, 302], ...least, secret: SECRET };
    assert.deepEqual(webhookSchema.parse(fields), target);
    assert.deepEqual(target!.filter, {
      events: new Set(['drop_party_started', 'drop_party_ended', 'session_started', 'session_complete', 'match_made']),
      minValue: 10_000_000,
      minConfirmed: 5,
      worlds: new Set([301, 302]),
    });
  });

  const hidden = 'HIDDEN';
  const wrong: [string, RegExp][] = [
    [`ftp://${hidden}/#secret=${SECRET}`, /address 1: must be an http/],
    [`https://${hidden}/`, /address 1: secret must be whsec_.*but it is missing/],
    [`https://${hidden}/#secret=${hidden}`, /address 1: secret must be whsec_/],
    [
      `https://a.example/#secret=${SECRET}, https://${hidden}/#secret=whsec_c2hvcnQ=`,
      /address 2: secret must be whsec_/,
    ],
    [`https://a.example/#secret=${SECRET}&events=${hidden}`, /address 1: events must be some of drop_party_started, /],
    [`https://a.example/#secret=${SECRET}&events=`, /address 1: events must be some of/],
    [`https://a.example/#secret=${SECRET}&min_value=10m`, /address 1: min_value must be a whole number of GP, from 0/],
    [`https://a.example/#secret=${SECRET}&min_value=-1`, /address 1: min_value must be a whole number of GP, from 0/],
    [`https://a.example/#secret=${SECRET}&worlds=`, /address 1: worlds must be worlds, from 1 to 65535/],
    [`https://a.example/#secret=${SECRET}&worlds=301,${hidden}`, /address 1: worlds must be worlds, from 1 to 65535/],
    [`https://a.example/#secret=${SECRET}&worlds=0`, /address 1: worlds must be worlds, from 1 to 65535/],
    [
      `https://a.example/#secret=${SECRET}&events=session_started&worlds=301`,
      /address 1: worlds are for the events drop_party_started and drop_party_ended/,
    ],
    [
      `https://a.example/#secret=${SECRET}&events=drop_party_started&min_value=5`,
      /address 1: min_value is for the event drop_party_ended/,
    ],
    [
      `https://discord.com/api/webhooks/1/${hidden}/slack`,
      /address 1: must be .* Discord .* without \/slack or \/github/,
    ],
    [
      `https://discord.com/api/webhooks/1/${hidden}/github`,
      /address 1: must be .* Discord .* without \/slack or \/github/,
    ],
    [`https://discord.com/channels/1/${hidden}`, /address 1: must be the address of a Discord webhook/],
    [`https://hooks.slack.com/services/T/B/${hidden}`, /address 1: must not be a webhook of Slack/],
    [`https://a.example/#secret=${SECRET}&${hidden}`, /address 1: must have nothing after # but/],
    [`https://a.example/#secret=${SECRET}&secret=${SECRET}`, /address 1: must have secret= once/],
    [`https://u:${hidden}@a.example/#secret=${SECRET}`, /address 1: must not have a user name or password/],
    [`https://a.example/x,${hidden}#secret=${SECRET}`, /address 1: must not have a comma/],
    [`https://a.example/#secret=${SECRET},https://a.example/#secret=${SECRET}`, /address 2: must not come twice/],
    [Array.from({ length: 17 }, (_, i) => `https://a.example/${i}#secret=${SECRET}`).join(), /must be at most 16/],
  ];
  for (const [text, message] of wrong) {
    it(`[HOOK-7] reports ${message.source} and nothing of the URL`, () => {
      assert.throws(
        () => readEnv({ WEBHOOK_URLS: text }),
        (error: Error) => {
          assert.match(error.message, message);
          assert.match(error.message, /^ {2}WEBHOOK_URLS: /m);
          assert.ok(!error.message.toLowerCase().includes(hidden.toLowerCase()) && !error.message.includes(SECRET));
          return true;
        },
      );
    });
  }

  it('[HOOK-7] wrong URLs stop the server, which names every fault', async () => {
    await assert.rejects(
      spawnServer({ env: { WEBHOOK_URLS: `https://a.example/, https://b.example/#secret=${hidden}` } }),
      (error: Error) => {
        assert.match(error.message, /WEBHOOK_URLS: address 1: .*\n.*WEBHOOK_URLS: address 2: /);
        return !error.message.includes(hidden);
      },
    );
  });
});
