import assert from 'node:assert/strict';
import { logMessage, messageLog, readableJson } from '../../src/board/lobbies/player/messages.ts';

describe('The message log of the lobbies view', () => {
  it('hides secrets at any depth', () => {
    const json = readableJson({
      options: { token: 'T' },
      password: 'P',
      reservation: { sessionId: 'S' },
      has_password: true,
    });
    assert.deepEqual(JSON.parse(json), {
      options: { token: '…' },
      password: '…',
      reservation: '…',
      has_password: true,
    });
  });

  it('escapes invisible characters', () => {
    const hidden = '\u202E\u200B\u2028\u{E0041}\u0085';
    const json = readableJson({ data: hidden });
    assert.match(json, /^[\x20-\x7E]+$/);
    assert.deepEqual(JSON.parse(json), { data: hidden }, 'it is still the same JSON');
  });

  it('keeps the newest 12 messages and truncates long ones', () => {
    for (let i = 0; i < 40; i++) logMessage('sent', `party.${i}`, { text: 'x'.repeat(10_000) });
    assert.deepEqual(
      [messageLog.value.length, messageLog.value[0]!.type, messageLog.value.at(-1)!.type],
      [12, 'party.39', 'party.28'],
    );
    assert.ok(messageLog.value.every(({ json }) => json.length <= 4_001));
  });
});
