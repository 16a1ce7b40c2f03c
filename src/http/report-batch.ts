import type { RequestIdentity, Sender } from '../directory/rooms.ts';
import type { Report } from '../domain/drops/drop.ts';
import { AppError } from '../errors.ts';
import { type BatchResult, dropAnswer, rejected } from '../protocol/drop-answers.ts';
import type { HttpServices } from './HttpServices.ts';
import { contentOf, identify, type WriteHeaders } from './write-headers.ts';

/** Who sent the batch. */
type BatchSender = WriteHeaders & { address: string | undefined };

/**
 * One result per report, in order; reports of one world are also judged in that order.
 * Refuses `idempotency_key_reused` and changes nothing if the key was sent with another batch before.
 */
export async function reportBatch(
  services: HttpServices,
  inputs: unknown[],
  read: (input: unknown, index: number) => Report,
  sender: BatchSender,
): Promise<BatchResult[]> {
  const reports = inputs.map((input, index) => reportOrRefusal(() => read(input, index)));
  const identities = await identitiesOf(services, reports, sender);
  // Sent in order without waiting in between, so that a world's room gets its reports in order and stores them together.
  return Promise.all(
    reports.map((report, index) =>
      report instanceof AppError
        ? Promise.resolve(rejected(report))
        : resultOf(services, report, { identity: identities?.[index] ?? null, address: sender.address }),
    ),
  );
}

/** One identity per report. The content of each is the whole batch, because the key belongs to one batch. */
async function identitiesOf(
  { hash, store }: HttpServices,
  reports: (Report | AppError)[],
  { key, reporter }: WriteHeaders,
): Promise<RequestIdentity[] | null> {
  if (key === undefined) return null;
  const content = reports.map((report) => (report instanceof AppError ? report.toData() : contentOf(report)));
  const name = { endpoint: 'POST /drops/batch', reporter: reporter === undefined ? null : hash(reporter) };
  const { fingerprint } = identify(hash, { ...name, key }, content);
  const identities = reports.map((_, index) => ({
    ...identify(hash, { ...name, key: `${key}#${index}` }, null),
    fingerprint,
  }));
  const remembered = await store.recall(identities.map(({ id }) => id));
  for (const answer of remembered.values()) {
    if (answer.fingerprint !== fingerprint) throw new AppError('idempotency_key_reused');
  }
  return identities;
}

async function resultOf({ directory, log }: HttpServices, report: Report, sender: Sender): Promise<BatchResult> {
  try {
    return dropAnswer(await (await directory.dropTracker(report.world)).report(report, sender));
  } catch (error) {
    if (error instanceof AppError) return rejected(error);
    // Other reports of the batch may have been counted already, and the client must learn that.
    log.error({ err: error }, 'a report of a batch failed');
    return rejected(new AppError('internal'));
  }
}

function reportOrRefusal(read: () => Report): Report | AppError {
  try {
    return read();
  } catch (error) {
    if (error instanceof AppError) return error;
    throw error;
  }
}
