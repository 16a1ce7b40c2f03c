import assert from 'node:assert/strict';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { matchMaker } from '@colyseus/core';
import type { z } from 'zod';
import { UNITY_PACKAGE } from '../../../clients/unity-metas.ts';
import { ERROR_KINDS } from '../../../src/errors.ts';
import { dungeonPartyRequests } from '../../../src/protocol/dungeon-party-requests.ts';
import { sessionRequests } from '../../../src/protocol/session-requests.ts';
import { CLOSE_LEFT_SESSION, CLOSE_OTHER_WINDOW } from '../../../src/rooms/colyseus-guards.ts';
import { startApp, type TestApp } from '../../support/app.ts';
import { unityPlayers } from './players.ts';
import type { PlayerError, UnityPlayer } from './UnityPlayer.ts';

const COMMANDS: Record<string, z.ZodObject> = Object.fromEntries([
  ...Object.entries(dungeonPartyRequests).map(([name, schema]) => [`party.${name}`, schema] as const),
  ...Object.entries(sessionRequests).map(([name, schema]) => [`session.${name}`, schema] as const),
]);

/** The messages that the lobby sends to one player. */
const MESSAGES = ['party', 'invited', 'requested', 'request_ended', 'session', 'ticket'];

const ID = '5b0f3c9e-7d42-4a86-9c1b-2f6d8e0a4b17';
const SETTINGS = {
  Name: 'Delvers',
  MaxPlayers: 4,
  GameType: 'coop',
  Difficulty: 'hard',
  Privacy: 'private',
  Password: 'sesame',
  Locked: false,
  DataJson: '{"region":"eu","rounds":3,"odds":0.5,"none":null,"list":[1,"a",true]}',
};
const ME = { Name: 'Ann', Class: 'archer', DataJson: '{"hp":9}' };

/** Every method that sends a request to a room, with all its arguments. The room may refuse them. */
const CALLS: [method: string, args: object][] = [
  ['CreateParty', { settings: SETTINGS, me: ME }],
  ['UpdateParty', { changes: { ...SETTINGS, Password: '' }, version: 1 }],
  ['JoinParty', { partyId: ID, password: 'sesame', me: ME }],
  ['JoinByCode', { code: 'K7QX2M', password: 'sesame', me: { ...ME, Class: '' } }],
  ['QuickJoin', { wanted: SETTINGS, me: ME }],
  ['SetReady', { ready: false, me: ME }],
  ['Kick', { playerId: 'bob' }],
  ['Promote', { playerId: 'bob' }],
  ['LockParty', {}],
  ['UnlockParty', {}],
  ['Invite', { playerId: 'bob' }],
  ['AcceptInvite', { partyId: ID, me: ME }],
  ['DeclineInvite', { partyId: ID }],
  ['RequestToJoin', { partyId: ID, message: 'me', me: ME }],
  ['WithdrawRequest', { partyId: ID }],
  ['AcceptRequest', { playerId: 'bob' }],
  ['DeclineRequest', { playerId: 'bob' }],
  ['StartRun', { force: true }],
  ['run.Join', {}],
  ['run.SetReady', { ready: false }],
  ['run.SetPlayerData', { dataJson: '{"hp":9}' }],
  ['run.Start', {}],
  [
    'run.ReportProgress',
    {
      progress: { CurrentFloor: 2, CurrentPosition: { X: 1.5, Y: -2 }, ProgressJson: '{"boss":{"hp":10},"key":null}' },
    },
  ],
  ['run.Complete', { outcome: 'failed', resultJson: '{"gold":3000000000}' }],
  ['DissolveParty', {}],
  ['LeaveParty', {}],
];

/** The text of all C# files of Muster.Client. */
async function source(): Promise<string> {
  const folder = join(UNITY_PACKAGE, 'Runtime/Client');
  const paths = (await readdir(folder)).filter((path) => path.endsWith('.cs'));
  return (await Promise.all(paths.map((path) => readFile(join(folder, path), 'utf8')))).join('\n');
}

describe("The Unity client's constants", () => {
  it('include every command of the rooms, and no others', async () => {
    const said = new Set(Array.from((await source()).matchAll(/"((?:party|session)\.\w+)"/g), ([, name]) => name!));
    assert.deepEqual([...said].toSorted(), Object.keys(COMMANDS).toSorted());
  });

  it('include every message that rooms send to a player', async () => {
    const heard = Array.from((await source()).matchAll(/OnMessage<object>\("(\w+)"/g), ([, name]) => name!);
    // All rooms tell the notice: the lobby's and the run's are heard.
    assert.deepEqual(heard.toSorted(), [...MESSAGES, 'error', 'notice', 'notice'].toSorted());
    const sent = await readFile(join(import.meta.dirname, '../../../src/rooms/dungeon-party-messages.ts'), 'utf8');
    const type = /export type ToPlayer = \{(.*?)^\};/ms.exec(sent)![1]!;
    assert.deepEqual(
      Array.from(type.matchAll(/^ {2}(\w+):/gm), ([, name]) => name),
      MESSAGES,
    );
  });

  it('match the close codes of the rooms', async () => {
    const codes = new Map(
      Array.from((await source()).matchAll(/int (Close\w+) = (\d+);/g), ([, name, code]) => [name, Number(code)]),
    );
    assert.equal(codes.get('CloseOtherWindow'), CLOSE_OTHER_WINDOW);
    assert.equal(codes.get('CloseLeftRun'), CLOSE_LEFT_SESSION);
    assert.equal(codes.get('CloseRunOver'), 4000);
  });

  it('match the sentences of the server that identify error kinds in matchmaking', async () => {
    const kinds = await readFile(join(UNITY_PACKAGE, 'Runtime/Net/ErrorKinds.cs'), 'utf8');
    const table = [...(await source()).matchAll(/\["([^"]+)"\] = ErrorKinds\.(\w+)/g)];
    assert.ok(table.length >= 6);
    for (const [, sentence, constant] of table) {
      const kind = new RegExp(`const string ${constant} = "(\\w+)"`).exec(kinds)![1] as keyof typeof ERROR_KINDS;
      assert.equal(ERROR_KINDS[kind], sentence);
    }
  });
});

describe("The Unity client's requests", () => {
  const { enter } = unityPlayers();
  let app: TestApp;
  before(async () => {
    app = await startApp();
  });
  after(() => app?.stop());

  const startRun = async (player: UnityPlayer) => {
    const sessionId = await player.call('StartRun', {});
    await player.heard('RunEntered', ({ value }) => value === sessionId);
  };

  it('have only fields that the rooms take', async () => {
    // The test sends more than 20 messages per second.
    matchMaker.getLocalRoomById('lobby-main').maxMessagesPerSecond = Infinity;
    const player = await enter(app.url);
    // The calls below need a party and a session. They may be refused, but not as invalid.
    await player.call('CreateParty', {});
    await startRun(player);
    await player.call('run.Leave', {});
    await player.heard('RunEnded');
    await player.call('DissolveParty', {});
    await player.call('CreateParty', {});
    await startRun(player);
    for (const [method, args] of CALLS) {
      const refusal = await player.call(method, args).then(
        () => null,
        (error: PlayerError) => error,
      );
      assert.notEqual(refusal?.kind, 'validation_failed', `${method}: ${refusal?.message}`);
      assert.ok(refusal === null || refusal.kind in ERROR_KINDS, `${method}: ${refusal?.kind} ${refusal?.message}`);
    }
    assert.deepEqual([...new Set(player.asked.map(({ type }) => type))].toSorted(), Object.keys(COMMANDS).toSorted());
    for (const { type, message } of player.asked) {
      const schema = COMMANDS[type]!;
      schema.parse(message);
      for (const field of Object.keys(message)) assert.ok(field in schema.shape, `${type} has no field ${field}`);
    }
    const create = player.asked.find(({ message }) => message.name === 'Delvers')!.message;
    assert.deepEqual(create, {
      name: 'Delvers', max_players: 4, game_type: 'coop', difficulty: 'hard', privacy: 'private', password: 'sesame', locked: false,
      data: JSON.parse(SETTINGS.DataJson) as object, player_name: 'Ann', class: 'archer', player_data: { hp: 9 },
    }); // prettier-ignore
  });

  it('throw the kind and message of a refusal', async () => {
    const player = await enter(app.url);
    await assert.rejects(player.call('CreateParty', { settings: { Name: '' } }), {
      kind: 'validation_failed',
      message: 'name: must not be empty',
    });
    await assert.rejects(player.call('JoinByCode', { code: 'ZZZZZZ' }), {
      kind: 'join_code_unknown',
      message: ERROR_KINDS.join_code_unknown,
      status: 0,
    });
  });
});
