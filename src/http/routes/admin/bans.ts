import { AppError } from '../../../errors.ts';
import { banAnswer, banJson, banList, banParams, newBan } from '../../../protocol/admin/moderation.ts';
import { DONE, doneAnswer } from '../../../protocol/admin/operation.ts';
import { adminAct, adminRead, auditEntry, noted } from '../../admin-endpoint.ts';
import type { Endpoint } from '../../Endpoint.ts';
import type { AdminServices, HttpServices } from '../../HttpServices.ts';

/** Players who are banned from the server. Rule: [PARTY-21]. */
export function banEndpoints({ store, directory, now }: HttpServices, { operator }: AdminServices): Endpoint[] {
  const banOf = (player_id: string) => operator.settings.bans.find((ban) => ban.player_id === player_id);
  return [
    adminRead('GET /admin/bans', { operationId: 'listBans', summary: 'The banned players', answer: banList }, () => ({
      bans: operator.settings.bans.map(banJson),
    })),
    adminAct(
      'POST /admin/bans',
      {
        operationId: 'banPlayer',
        summary: 'Ban a player from the server',
        description:
          'The player leaves its parties and sessions, and can enter no other. Without REQUIRE_AUTH, whoever uses a bare id can use another one.',
        input: newBan,
        example: { player_id: 'mallory', note: 'sells gold' },
        answer: banAnswer,
        kinds: ['operator_json_invalid'],
      },
      async ({ player_id, note }, who) => {
        const at = now();
        const said = noted(note);
        await operator.change(
          ({ bans }) =>
            bans.some((ban) => ban.player_id === player_id)
              ? null
              : { type: 'add', list: 'bans', entry: { player_id, ...said, banned_at: new Date(at).toISOString() } },
          () => store.logAct(auditEntry(at, who, 'player_banned', player_id, said)),
        );
        // They notice by themselves, but the answer should come after what it brings about.
        const lobbies = await store.lobbyNames();
        await Promise.all(
          lobbies.map(async (name) => (await directory.lobby(name, undefined)).notice({ type: 'banned', player_id })),
        );
        return banJson(banOf(player_id)!);
      },
    ),
    adminAct(
      'DELETE /admin/bans/{player_id}',
      {
        operationId: 'unbanPlayer',
        summary: 'Lift a ban from the server',
        params: banParams,
        answer: doneAnswer,
        kinds: ['operator_json_invalid', 'not_found'],
      },
      async ({ player_id }, who) => {
        await operator.change(
          ({ bans }) => {
            const index = bans.findIndex((ban) => ban.player_id === player_id);
            if (index === -1) throw new AppError('not_found', 'this player is not banned');
            return { type: 'remove', list: 'bans', index };
          },
          () => store.logAct(auditEntry(now(), who, 'player_unbanned', player_id)),
        );
        return DONE;
      },
    ),
  ];
}
