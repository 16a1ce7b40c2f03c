import { type Data, type Json, sameJson } from '../domain/json.ts';

/** What a watcher follows. Each topic numbers its own updates. Rule: [UPD-1]. */
export type Topic =
  'board' | `world:${number}` | `lobby:${string}` | `party:${string}` | `session:${string}` | `ticket:${string}`;

/**
 * Tells watchers one thing that happened. src/projections/apply-update.ts shows how it changes their value of the topic.
 * Never changed in place, so that it can be shared. `at` is in epoch milliseconds.
 */
export type Update = NewUpdate & {
  /** The update's number in its topic: 1, 2, 3 ... without gaps, in commit order. Rule: [UPD-2]. */
  seq: number;
};

export type NewUpdate = {
  topic: Topic;
  event: UpdateName;
  at: number;
  data: Data;
  /** Members of the party get this instead of `data` where they may see more. Rule: [UPD-6]. */
  for_members?: Data;
  /** The party is private from here on, so outsiders are not told. Rule: [UPD-6]. */
  members_only?: true;
};

export type UpdateName =
  | 'drop_party_started'
  | 'drop_added'
  | 'drop_witnessed'
  | 'drop_party_ended'
  | 'drop_confirmed'
  | 'drops_recounted'
  | 'drop_removed'
  | 'party_created'
  | 'party_updated'
  | 'party_dissolved'
  /** In a lobby: the party became private or public. */
  | 'party_hidden'
  | 'party_shown'
  | 'player_joined'
  | 'player_left'
  | 'player_kicked'
  /** Ready, class, data or connection. */
  | 'player_changed'
  | 'leader_changed'
  | 'session_created'
  | 'session_started'
  | 'session_progress'
  | 'ticket_created'
  /** Somebody joined the party that it is for. */
  | 'ticket_changed'
  | 'ticket_ended'
  | 'match_proposed'
  | 'match_accepted'
  | 'match_failed'
  | 'session_complete';

/** The fields of `after` whose content differs. Both must have the same fields. */
export function changedFields(before: Data, after: Data): Data {
  return Object.fromEntries(Object.entries(after).filter(([key, value]) => !sameJson(before[key]!, value)));
}

/** New players complete, and the changed fields of the others with their id. In the order of `after`. */
export function changedPlayers(before: readonly WithPlayerId[], after: readonly WithPlayerId[]): WithPlayerId[] {
  const were = new Map(before.map((player) => [player.player_id, player]));
  return after.flatMap((player): WithPlayerId[] => {
    const was = were.get(player.player_id);
    if (!was) return [player];
    const changes = changedFields(was, player);
    return Object.keys(changes).length === 0 ? [] : [{ player_id: player.player_id, ...changes }];
  });
}

/** The keys that differ, null for a removed one, as in a progress report. */
export function changedKeys(before: Data, after: Data): Data {
  const gone = Object.keys(before).filter((key) => !Object.hasOwn(after, key));
  const kept = Object.entries(after).filter(
    ([key, value]) => !Object.hasOwn(before, key) || !sameJson(before[key]!, value),
  );
  return Object.fromEntries([...gone.map((key): [string, Json] => [key, null]), ...kept]);
}

export type WithPlayerId = Data & { readonly player_id: string };
