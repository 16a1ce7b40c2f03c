import { freeSeats, isListed } from '../../domain/dungeons/dungeon-party-views.ts';
import { LOBBY_PARTIES_MAX } from '../../domain/limits.ts';
import { lobbyListSchema } from '../../protocol/lobbies.ts';
import { parseOrRefuse } from '../../protocol/faults.ts';
import { noFields } from '../../protocol/queries.ts';
import { exampleOf } from '../../protocol/shapes.ts';
import { sendUnlessFresh } from '../conditional.ts';
import { freshAnswers } from '../documented.ts';
import type { Route } from '../Endpoint.ts';
import type { HttpServices } from '../HttpServices.ts';
import type { KeptLobbies } from '../lists/KeptLobbies.ts';
import { oncePerSecond } from '../once-per-second.ts';

/** The lobbies that have public parties, and how many players and free seats they have. */
export function listLobbies({ store, now }: HttpServices, lobbies: KeptLobbies): Route {
  const read = oncePerSecond(now, async () => {
    const names = await store.lobbyNames();
    const listed = await Promise.all(names.toSorted().map((name) => figuresOf(name, lobbies)));
    return { lobbies: listed.filter(({ parties }) => parties > 0) };
  });
  return {
    docs: {
      operationId: 'listLobbies',
      tags: ['dungeon parties'],
      summary: 'The lobbies that have public parties',
      description:
        'In order of their names. Any other name is a lobby, too: it is made when somebody first asks for it.',
      responses: freshAnswers(lobbyListSchema, { one: exampleOf(lobbyListSchema) }, [
        'validation_failed',
        'storage_unavailable',
      ]),
    },
    async handler(request, response) {
      parseOrRefuse(noFields, request.query);
      sendUnlessFresh(request, response, await read());
    },
  };
}

async function figuresOf(lobby: string, lobbies: KeptLobbies) {
  const all = await lobbies.partiesOf(lobby);
  const { rows } = all.page({ sort: 'created_at', limit: LOBBY_PARTIES_MAX }, ({ party }) => isListed(party));
  const figures = { lobby, parties: rows.length, players: 0, free_seats: 0 };
  for (const { party } of rows) {
    figures.players += party.player_count;
    figures.free_seats += freeSeats(party);
  }
  return figures;
}
