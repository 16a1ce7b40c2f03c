import { z } from 'zod';
import { lobbyNameSchema } from '../dungeon-party-requests.ts';
import { playerIdSchema } from '../player-fields.ts';
import { cursor, limit } from '../queries.ts';
import { noteSchema } from './moderation.ts';

export const adminDungeonPartyQuery = z.strictObject({
  lobby: lobbyNameSchema.unwrap().optional().meta({ description: 'Only parties of this lobby.' }),
  player_id: playerIdSchema.optional().meta({ description: 'Only parties of which this player is a member.' }),
  limit,
  cursor,
});

export const adminSessionQuery = z.strictObject({
  player_id: playerIdSchema.optional().meta({ description: 'Only sessions in which this player still is.' }),
  limit,
  cursor,
});

export const kickBody = z.strictObject({ player_id: playerIdSchema, note: noteSchema });

export const noteBody = z.strictObject({ note: noteSchema });
