import assert from 'node:assert/strict';
import { Guests } from '../../src/auth/Guests.ts';
import type { AppError } from '../../src/errors.ts';

const KEY = new Uint8Array(32).fill(7);
const OTHER_KEY = new Uint8Array(32).fill(8);

const refusedAs = (kind: string) => (error: unknown) => (error as AppError).kind === kind;

describe('guests', () => {
  const guests = new Guests(KEY, false);

  it('[AUTH-1] a token identifies its player, before and after a restart', async () => {
    const { player_id, token } = await guests.signIn();
    assert.equal(await guests.callerOf({ token }), player_id);
    assert.equal(await new Guests(KEY, false).callerOf({ token, player_id }), player_id);
  });

  it('[AUTH-1] a guest id needs its token, and a token works for no other player', async () => {
    const { player_id, token } = await guests.signIn();
    await assert.rejects(guests.callerOf({ player_id }), refusedAs('unauthorized'));
    await assert.rejects(guests.callerOf({ token, player_id: 'alice' }), refusedAs('forbidden'));
  });

  it('[AUTH-1] a token that is malformed, altered, unsigned or signed with another key is refused', async () => {
    const { token } = await guests.signIn();
    const [header, payload, signature] = token.split('.') as [string, string, string];
    const unsigned = Buffer.from('{"alg":"none"}').toString('base64url');
    const other = Buffer.from('{"iss":"muster","sub":"guest-1"}').toString('base64url');
    const bad = [
      (await new Guests(OTHER_KEY, false).signIn()).token,
      `${header}.${other}.${signature}`,
      `${unsigned}.${payload}.`,
      `${token}=`,
      `${header}.${payload}=.${signature}`,
      // The same bytes to a lenient decoder: the last character has two surplus bits.
      `${header}.${payload}.${signature.slice(0, -1)}${String.fromCharCode(signature.charCodeAt(42) + 1)}`,
      'not.a.token',
      '',
    ];
    for (const token of bad) await assert.rejects(guests.callerOf({ token }), refusedAs('unauthorized'), token);
  });

  it('[AUTH-2] a bare player_id is enough, unless every player needs a token', async () => {
    assert.equal(await guests.callerOf({ player_id: 'alice' }), 'alice');
    assert.equal(await guests.callerOf({}), null);
    const strict = new Guests(KEY, true);
    await assert.rejects(strict.callerOf({ player_id: 'alice' }), refusedAs('unauthorized'));
    await assert.rejects(strict.callerOf({}), refusedAs('unauthorized'));
  });
});
