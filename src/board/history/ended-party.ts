import type { z } from 'zod';
import type { historySchema } from '../../protocol/drop-parties.ts';

export type HistoryAnswer = z.output<typeof historySchema>;

export type EndedParty = HistoryAnswer['parties'][number];
