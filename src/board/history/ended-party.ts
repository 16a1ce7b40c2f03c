import type { z } from 'zod';
import type { dropPartyHistorySchema } from '../../protocol/drop-parties.ts';

export type HistoryAnswer = z.output<typeof dropPartyHistorySchema>;

export type EndedParty = HistoryAnswer['parties'][number];
