import { type Data, type Json, sameJson } from '../domain/json.ts';

/** The fields whose content differs, as they are afterwards. Both have the same fields. */
export function changedFields(before: Data, after: Data): Data {
  return Object.fromEntries(Object.entries(after).filter(([key, value]) => !sameJson(before[key]!, value)));
}

/** Those of `after` that are new, whole, and of the others what changed, with their id. In the order of `after`. */
export function changedPlayers(before: readonly WithPlayerId[], after: readonly WithPlayerId[]): WithPlayerId[] {
  const were = new Map(before.map((player) => [player.player_id, player]));
  return after.flatMap((player): WithPlayerId[] => {
    const was = were.get(player.player_id);
    if (!was) return [player];
    const changes = changedFields(was, player);
    return Object.keys(changes).length === 0 ? [] : [{ player_id: player.player_id, ...changes }];
  });
}

/** As a report of progress is: null for a key that is gone. */
export function changedKeys(before: Data, after: Data): Data {
  const gone = Object.keys(before).filter((key) => !Object.hasOwn(after, key));
  const kept = Object.entries(after).filter(
    ([key, value]) => !Object.hasOwn(before, key) || !sameJson(before[key]!, value),
  );
  return Object.fromEntries([...gone.map((key): [string, Json] => [key, null]), ...kept]);
}

export type WithPlayerId = Data & { readonly player_id: string };
