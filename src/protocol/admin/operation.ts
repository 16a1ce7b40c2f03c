import { z } from 'zod';
import { countField, lineOfText } from '../fields.ts';
import { NOTICE_LENGTH_MAX } from '../limits.ts';

export const newNotice = z.strictObject({
  text: lineOfText(NOTICE_LENGTH_MAX).meta({ description: 'One line of plain text.', example: 'Restart at noon.' }),
  until: z.iso
    .datetime({ offset: true, error: 'must be a time in ISO 8601 with Z or an offset' })
    .optional()
    .meta({ description: 'When it no longer holds; without it, once it is cleared.', example: '2100-01-01T12:00:00Z' }),
});

/** The answer to an act that has nothing to show. */
export const doneAnswer = z.object({ status: z.literal('done') }).meta({ id: 'Done' });

export const DONE = { status: 'done' };

export const drainAnswer = z.object({ status: z.literal('draining') }).meta({ id: 'Draining' });

/** What one address holds of what all share. */
const shareSchema = z
  .object({
    address: z.string().meta({ description: 'An IPv4 address or the /64 of an IPv6 one.', example: '203.0.113.7' }),
    connections: countField('Connections to rooms and /updates, and kept seats.', 3),
    drop_parties: countField('Running drop parties that it started.', 1),
    lobbies: countField('Open lobbies, besides the main one, that it opened.', 0),
    dungeon_parties: countField('Dungeon parties that it created.', 1),
    join_requests: countField('Join requests that wait for an answer.', 0),
    tickets: countField('Tickets of the group finder.', 0),
  })
  .meta({ id: 'AddressShare' });

export type AddressShare = z.output<typeof shareSchema>;

export const shareList = z
  .object({
    addresses: z.array(shareSchema).meta({ description: 'At most 100, those that hold most first.' }),
    address_count: countField('Addresses that hold anything.', 1),
  })
  .meta({ id: 'AddressShares' });
