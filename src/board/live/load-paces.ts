import type { z } from 'zod';
import type { paceSchema } from '../../protocol/drop-lookups.ts';
import { STEP_MS } from './Pace.ts';
import { read } from './server.ts';

type Loaded = { since: number; parties: z.output<typeof paceSchema>['parties'] };

/** What running parties gained in the last minutes; undefined if the server does not say. `since` is epoch milliseconds. */
export async function loadPaces(): Promise<Loaded | undefined> {
  try {
    const { since, step_seconds, parties } = await read<z.output<typeof paceSchema>>('./parties/pace');
    // Another version of the server may have other steps.
    return step_seconds * 1_000 === STEP_MS ? { since: Date.parse(since), parties } : undefined;
  } catch (error) {
    console.info('Muster: the pace of the last minutes could not be read', error);
    return undefined;
  }
}
