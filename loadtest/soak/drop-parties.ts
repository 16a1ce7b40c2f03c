import { type Act, minutes, seconds } from './cast.ts';

/** Items of the game: a summary of drops has each of them once. */
const ITEMS = 400;

let reported = 0;

/** A drop party that begins and ends, over and over: two clients report each drop, one without a name reports some, and a batch comes late. */
export function dropParties(world: number, parties: number, drops: number): Act {
  return async ({ time, visitor }) => {
    for (let party = 0; party < parties; party++) {
      const [first, second, bare] = [visitor('reporter'), visitor('reporter'), visitor('reporter')];
      for (let n = 0; n < drops; n++) {
        const report = {
          world,
          item_id: reported++ % ITEMS,
          item_name: 'Rune 2h sword',
          quantity: 1,
          value: 38_052 + n,
        };
        await first.call('POST', '/drops', { ...report, reporter: first.reporter, tick: n, despawns_in: 200 });
        await second.call(
          'POST',
          '/drops',
          { ...report, reporter: second.reporter },
          { 'idempotency-key': second.id + n },
        );
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
        late.map((report) => ({ ...report, reporter: first.reporter })),
      );
      await time.sleep(minutes(6));
    }
  };
}
