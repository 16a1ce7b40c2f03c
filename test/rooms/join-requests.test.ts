import assert from 'node:assert/strict';
import { FairShares } from '../../src/auth/FairShares.ts';
import { LastHeard } from '../../src/auth/LastHeard.ts';
import { REST_PRESENCE_MS } from '../../src/domain/limits.ts';
import { Connections } from '../../src/rooms/Connections.ts';
import { JoinRequests } from '../../src/rooms/JoinRequests.ts';
import { asked } from '../domain/dungeons/asked-parties.ts';
import { FakeClock } from '../support/app.ts';

describe('join requests in a room', () => {
  it('[PARTY-22] the calls of who asks are noted for as long as the request waits, however many others call', () => {
    const clock = new FakeClock();
    const lastHeard = new LastHeard(clock.now);
    const shares = { capacity: 10, what: 'join requests', whenFull: 'requests_full', isShared: true } as const;
    const partyRules = { restPresenceMs: REST_PRESENCE_MS };
    const services = { lastHeard, now: clock.now, joinRequests: new FairShares(shares), partyRules };
    const requests = new JoinRequests(services, new Connections());
    const { lobby } = asked();
    requests.load(lobby);
    for (let second = 0; second < REST_PRESENCE_MS / 1_000; second++) {
      clock.advance(1_000);
      requests.listen(lobby);
      // Enough for those to be forgotten whom no room asks about.
      for (let n = 0; n < 100; n++) lastHeard.callsOf(`somebody-${second}-${n}`);
    }
    assert.equal(requests.arrivalOf('bob'), null);
    lastHeard.hear('bob');
    assert.equal(requests.arrivalOf('bob'), 'rest');
  });
});
