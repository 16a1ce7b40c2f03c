import type { RequestIdentity } from '../directory/request-identity.ts';
import { AppError } from '../domain/errors.ts';
import type { Store } from '../store/store.ts';

/** The answer to this request, where it was made before. Refuses `idempotency_key_reused` when the key came with other content. */
export async function recallAnswer(
  store: Store,
  { id, fingerprint }: RequestIdentity,
): Promise<{ answer: unknown } | null> {
  const known = (await store.recall([id])).get(id);
  if (!known) return null;
  if (known.fingerprint !== fingerprint) throw new AppError('idempotency_key_reused');
  return { answer: known.answer };
}
