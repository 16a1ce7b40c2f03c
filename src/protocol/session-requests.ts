import { z } from 'zod';
import { PROGRESS_LENGTH_MAX } from '../domain/limits.ts';
import { PLAYER_DATA_LENGTH_MAX } from './limits.ts';
import { flag, idOf, ifVersion, mustBe, whole } from './fields.ts';
import { freeData, freeJson } from './free-data.ts';

/** The bounds of a C# int, for the game's floors and coordinates. */
const INT_MAX = 2_147_483_647;

const coordinateRule = mustBe(`must be a number from ${-INT_MAX} to ${INT_MAX}`);
const coordinate = z.number(coordinateRule).min(-INT_MAX, coordinateRule).max(INT_MAX, coordinateRule);
const versioned = { if_version: ifVersion };

export const sessionIdSchema = idOf('session_not_found').meta({
  description: "A session's id.",
  example: '9b2d6c1e-7c44-4b0a-8f6e-5d3a2b1c0f9e',
});

/** Requests to a session: messages of its room and bodies of REST have the same shapes. */
export const sessionRequests = {
  join: z.strictObject(versioned),
  leave: z.strictObject(versioned),
  ready: z.strictObject({ ...versioned, ready: flag.default(true) }),
  player_data: z.strictObject({ ...versioned, player_data: freeData(PLAYER_DATA_LENGTH_MAX) }),
  start: z.strictObject(versioned),
  progress: z.strictObject({
    ...versioned,
    current_floor: whole(0, INT_MAX).optional(),
    current_position: z.strictObject({ x: coordinate, y: coordinate }, mustBe('must be { x, y }')).optional(),
    progress: freeData(PROGRESS_LENGTH_MAX)
      .optional()
      .meta({ description: 'What changed. Its keys replace the existing ones; null removes a key.' }),
  }),
  complete: z.strictObject({
    ...versioned,
    outcome: z.enum(['completed', 'failed'], mustBe('must be completed or failed')).default('completed'),
    result: freeJson(PROGRESS_LENGTH_MAX).default(null).meta({ description: "The game's own." }),
  }),
};

export type SessionRequests = { [Do in keyof typeof sessionRequests]: z.output<(typeof sessionRequests)[Do]> };

/** One request to a session's room, wherever it came from. */
export type SessionRequest = {
  [Do in keyof SessionRequests]: { type: Do } & SessionRequests[Do];
}[keyof SessionRequests];
