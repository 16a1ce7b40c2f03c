import { type Act, minutes, seconds } from './cast.ts';
import { dropParties } from './drop-parties.ts';
import { askers, pair, restParty, vanishing } from './dungeon-parties.ts';
import { seekers } from './seekers.ts';
import { nuisance, readLists, watchRoom, watchTopic } from './watchers.ts';

/** A world whose drop party lasts all day, and one whose parties end. */
const DAY_LONG_WORLD = 301;
const FIRST_WORLD = 302;

/** Connections of those who stay for the whole time. */
export const DAY_LONG_WATCHERS = 3;

/** Who stays for the whole time. */
export function dayLong(hours: number): Act[] {
  const stays = hours * 60 + 30;
  return [
    watchRoom('board', stays),
    watchRoom('lobby', stays),
    watchRoom('drop_tracker', stays, DAY_LONG_WORLD),
    everLastingParty(stays),
  ];
}

/**
 * A drop every four minutes. Its world remembers the newest RECENT_DROPS_MAX drops, more than come in a day: so this is the one thing that
 * may grow, by some 0.4 MB.
 */
function everLastingParty(stays: number): Act {
  return async ({ time, visitor }) => {
    for (let minute = 0; minute < stays; minute += 4) {
      const drop = { world: DAY_LONG_WORLD, item_id: 526, item_name: 'Bones', quantity: 1, value: 100 };
      await visitor('reporter').call('POST', '/drops', { ...drop, tick: minute * 100, despawns_in: 200 });
      await time.sleep(minutes(4));
    }
  };
}

/** The crowd of an hour, so many of each kind. None of them needs more than 35 minutes. */
export function hourly(hour: number, crowd: number): Act[] {
  return Array.from({ length: crowd }, (_, i) => i).flatMap((i) => {
    const place = hour * crowd + i;
    const acts: Act[] = [
      dropParties(FIRST_WORLD + (place % 100), 2, 20),
      pair('main', 3, 'completed'),
      pair(`lobby-${place}`, 2, 'completed'),
      pair('main', 1, 'cut off'),
      restParty,
      askers,
      vanishing,
      seekers(`region-${place}`),
      watchRoom('board', 7 + i),
      watchRoom('drop_tracker', 8 + i, FIRST_WORLD + i),
      watchRoom('lobby', 9 + i),
      watchTopic({ world: FIRST_WORLD + i }),
      watchTopic({ board: true }),
      watchTopic({ lobby: 'main' }),
      readLists,
      nuisance,
    ];
    return acts.map((act): Act => async (stage) => {
      // Not all at once.
      await stage.time.sleep(seconds(30 * i));
      await act(stage);
    });
  });
}
