import { type Act, minutes, seconds } from './cast.ts';

/** An item that nobody else reports. */
let item = 1;

/** A drop party that begins and ends, over and over: two clients report each drop, one without a name reports some, and a batch comes late. */
export function dropParties(world: number, parties: number, drops: number): Act {
  return async ({ time, visitor }) => {
    for (let party = 0; party < parties; party++) {
      const [first, second, bare] = [visitor('reporter'), visitor('reporter'), visitor('reporter')];
      for (let n = 0; n < drops; n++) {
        const report = { world, item_id: item++ % 30_000, item_name: 'Rune 2h sword', quantity: 1, value: 38_052 + n };
        await first.call('POST', '/drops', { ...report, reporter: first.id, tick: n, despawns_in: 200 });
        await second.call('POST', '/drops', { ...report, reporter: second.id }, { 'idempotency-key': second.id + n });
        if (n % 4 === 0) await bare.call('POST', '/drops', report);
        await time.sleep(seconds(20));
      }
      const late = Array.from({ length: 10 }, (_, n) => ({
        world,
        item_id: n,
        item_name: 'Coins',
        quantity: 1,
        value: n,
      }));
      await first.call(
        'POST',
        '/drops/batch',
        late.map((report) => ({ ...report, reporter: first.id })),
      );
      await time.sleep(minutes(6));
    }
  };
}
