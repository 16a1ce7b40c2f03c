import type { OpenWishes } from './open-wishes.ts';
import type { TeamDraft } from './TeamDraft.ts';
import type { Searcher, Ticket } from './ticket.ts';

type Team = { tickets: Ticket[]; players: Searcher[]; rating: number };

/**
 * Splits who is in the draft into its teams, all of one size: the largest that works. Whoever does not fit stays out, but never the first.
 * Null if no size works. Rule: [FIND-8].
 */
export function splitIntoTeams(draft: TeamDraft): Ticket[][] | null {
  const { teams, min, max } = draft;
  for (let size = Math.min(max, Math.floor(draft.players / teams)); size >= min; size--) {
    const chosen = takePlayers(draft.members, size * teams);
    const split = chosen && share(draft, chosen, size);
    if (split) return split;
  }
  return null;
}

/** The first members with exactly so many players. */
function takePlayers(members: OpenWishes[], players: number): OpenWishes[] | null {
  const chosen: OpenWishes[] = [];
  let left = players;
  for (const member of members) {
    const { length } = member.ticket.players;
    if (length > left) continue;
    chosen.push(member);
    left -= length;
  }
  return left === 0 && chosen[0] === members[0] ? chosen : null;
}

/** The large tickets first, then the strong: each goes to the smallest team that may have it, the weakest of these. */
function share(draft: TeamDraft, chosen: OpenWishes[], size: number): Ticket[][] | null {
  const teams = Array.from({ length: draft.teams }, (): Team => ({ tickets: [], players: [], rating: 0 }));
  const inOrder = chosen.toSorted((a, b) => sizeOf(b) - sizeOf(a) || (b.rating ?? 0) - (a.rating ?? 0));
  for (const { ticket, rating } of inOrder) {
    const able = teams.filter(({ players }) => {
      const joined = [...players, ...ticket.players];
      return joined.length <= size && draft.isTeam(joined, joined.length === size);
    });
    const [team] = able.toSorted((a, b) => a.players.length - b.players.length || a.rating - b.rating);
    if (!team) return null;
    team.tickets.push(ticket);
    team.players.push(...ticket.players);
    team.rating += (rating ?? 0) * ticket.players.length;
  }
  return teams.map(({ tickets }) => tickets);
}

function sizeOf({ ticket }: OpenWishes): number {
  return ticket.players.length;
}
