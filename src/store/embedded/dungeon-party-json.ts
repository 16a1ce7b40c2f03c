import type { Invite, DungeonParty } from '../../domain/dungeons/dungeon-party.ts';

/** A party as plain data, for the store. Everything else of it is plain already. */
export type DungeonPartyJson = Omit<DungeonParty, 'banned' | 'invites'> & {
  banned: string[];
  invites: (Invite & { player_id: string })[];
};

/** A copy: what happens to the party later does not show in it. */
export function dungeonPartyToJson(party: DungeonParty): DungeonPartyJson {
  return {
    ...party,
    members: party.members.map((member) => ({ ...member })),
    banned: [...party.banned],
    invites: Array.from(party.invites, ([player_id, invite]) => ({ player_id, ...invite })),
  };
}

/** Copies too, so that what was read can be kept. */
export function dungeonPartyFromJson(json: DungeonPartyJson): DungeonParty {
  return {
    ...json,
    members: json.members.map((member) => ({ ...member })),
    banned: new Set(json.banned),
    invites: new Map(json.invites.map(({ player_id, ...invite }) => [player_id, invite])),
  };
}
