import { createHash, randomBytes } from 'node:crypto';
import { AppError } from '../../../errors.ts';
import { refuseFaults } from '../../../protocol/faults.ts';
import { keyJson, keyList, keyParams, newKeyAnswer, newKeyBody, newKeyJson } from '../../../protocol/admin/keys.ts';
import { DONE, doneAnswer } from '../../../protocol/admin/operation.ts';
import { adminAct, adminRead, auditEntry } from '../../admin-endpoint.ts';
import type { Endpoint } from '../../Endpoint.ts';
import type { AdminServices, HttpServices } from '../../HttpServices.ts';

const KEY_BYTES = 32;

/** Lets people and scanners for secrets recognise a key. */
const PREFIX = 'mk_';

/** The keys of trusted reporters. Of a key only its hash is kept. Rule: [ADMIN-5]. */
export function keyEndpoints({ store, now }: HttpServices, { operator }: AdminServices): Endpoint[] {
  return [
    adminRead(
      'GET /admin/keys',
      { operationId: 'listIngestKeys', summary: 'The ingest keys', answer: keyList },
      () => ({ keys: operator.settings.keys.map(keyJson) }),
    ),
    adminAct(
      'POST /admin/keys',
      {
        operationId: 'makeIngestKey',
        summary: 'Make an ingest key',
        description: 'The answer is the only place that shows the key.',
        input: newKeyBody,
        answer: newKeyAnswer,
        kinds: ['operator_json_invalid'],
      },
      async ({ name }, who) => {
        const key = PREFIX + randomBytes(KEY_BYTES).toString('base64url');
        const hash = createHash('sha256').update(key).digest('hex');
        const created_at = now();
        await operator.change(
          ({ keys }) => {
            if (keys.some((other) => other.name === name))
              refuseFaults([{ field: 'name', message: 'is the name of another key: revoke that first' }]);
            return { type: 'add', list: 'keys', entry: { name, hash, created_at: new Date(created_at).toISOString() } };
          },
          () => store.logAct(auditEntry(created_at, who, 'key_made', name)),
        );
        return newKeyJson({ name, key, created_at });
      },
    ),
    adminAct(
      'DELETE /admin/keys/{name}',
      {
        operationId: 'revokeIngestKey',
        summary: 'Revoke an ingest key',
        params: keyParams,
        answer: doneAnswer,
        kinds: ['operator_json_invalid', 'not_found'],
      },
      async ({ name }, who) => {
        await operator.change(
          ({ keys }) => {
            const index = keys.findIndex((key) => key.name === name);
            if (index === -1) throw new AppError('not_found', 'there is no key of this name');
            return { type: 'remove', list: 'keys', index };
          },
          () => store.logAct(auditEntry(now(), who, 'key_revoked', name)),
        );
        return DONE;
      },
    ),
  ];
}
