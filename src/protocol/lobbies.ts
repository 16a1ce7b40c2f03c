import { z } from 'zod';
import { countField } from './fields.ts';

export const lobbyListSchema = z
  .object({
    lobbies: z.array(
      z
        .object({
          lobby: z.string().meta({ description: 'Its name.', example: 'main' }),
          parties: countField('Public parties.', 3),
          players: countField('Players in them.', 7),
          free_seats: countField('Seats in those that are neither locked nor on a run.', 4),
        })
        .meta({ id: 'ListedLobby' }),
    ),
  })
  .meta({ id: 'LobbyList' });
