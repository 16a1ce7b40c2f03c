import assert from 'node:assert/strict';
import { seatUnderV17, isUnderV17, withoutV17 } from '../../src/wire-v17/endpoint.ts';

describe('An address', () => {
  it('below /v17 is served as the address without the prefix', () => {
    const meant = {
      '/v17': '/',
      '/v17/': '/',
      '/v17?x': '/?x',
      '/v17/?x=/v17': '/?x=/v17',
      '/v17/drops': '/drops',
      '/v17/process/lobby-main?sessionId=1': '/process/lobby-main?sessionId=1',
      '/v17/v17/drops': '/v17/drops',
      '/v17//drops': '//drops',
    };
    for (const [asked, address] of Object.entries(meant))
      assert.deepEqual([isUnderV17(asked), withoutV17(asked)], [true, address], asked);
  });

  it('that only resembles /v17 is left alone', () => {
    for (const asked of [
      '',
      '/',
      '//',
      '//v17',
      '//v17/drops',
      '/v17evil',
      '/v17.',
      '/v17#/',
      '/v17%2fdrops',
      '/V17/',
      '/v1',
      '/v18/',
      'v17/',
      '/x/v17/',
      '/?/v17/',
      '*',
    ])
      assert.deepEqual([isUnderV17(asked), withoutV17(asked)], [false, asked], asked);
  });

  it('of a seat with a public address gets the prefix /v17', () => {
    const seat = { name: 'board', publicAddress: 'play.example:443/game' };
    assert.deepEqual(seatUnderV17(seat), { ...seat, publicAddress: 'play.example:443/game/v17' });
    assert.equal(seat.publicAddress, 'play.example:443/game', 'the room keeps its own');
    const local: { name: string; publicAddress?: string } = { name: 'board' };
    assert.deepEqual(seatUnderV17(local), { name: 'board' });
  });
});
