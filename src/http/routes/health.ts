import { z } from 'zod';
import { AppError } from '../../errors.ts';
import type { ServerCounts } from '../../observability/counts.ts';
import { LOOP_DELAY_MS_MAX } from '../../observability/EventLoopDelay.ts';
import { version } from '../../observability/version.ts';
import { answers } from '../documented.ts';
import type { Route } from '../Endpoint.ts';
import type { HttpServices } from '../HttpServices.ts';
import { oncePerSecond } from '../once-per-second.ts';
import { sendJson } from '../send-text.ts';

const okSchema = z.object({ status: z.literal('ok') }).meta({ id: 'Health' });

const OK = { status: 'ok' };

const count = (description: string) => z.int().min(0).meta({ description });

const overviewSchema = z
  .object({
    status: z.enum(['ok', 'shutting_down']),
    version: z.string(),
    uptime_seconds: count('Seconds since the process started.'),
    event_loop_delay_ms: count('How late the event loop was on average in the last seconds.'),
    rooms: count('Live rooms.'),
    clients: count('Clients in rooms, and sockets of /updates.'),
    drop_parties: count('Running drop parties.'),
    dungeon_parties: count('Dungeon parties in all lobbies.'),
    sessions: count('Sessions that wait or are under way.'),
  })
  .meta({ id: 'Overview' });

/** Answers as long as the process runs. */
export function isAlive(): Route {
  return {
    docs: LIVE_DOCS,
    handler: (_request, response) => sendJson(response.set('Cache-Control', 'no-store'), OK),
  };
}

/** Answers 200 while the server should get clients. Refuses `storage_unavailable`, `overloaded`, `shutting_down`. Rule: [OPS-2]. */
export function isReady({ store, now, isShuttingDown, eventLoop }: HttpServices): Route {
  const probe = oncePerSecond(now, () => store.probe());
  return {
    docs: READY_DOCS,
    async handler(_request, response) {
      response.set('Cache-Control', 'no-store');
      if (isShuttingDown()) throw new AppError('shutting_down');
      const delayMs = Math.round(eventLoop.meanMs);
      if (delayMs > LOOP_DELAY_MS_MAX) throw new AppError('overloaded', `the event loop is ${delayMs} ms late`);
      await probe();
      sendJson(response, OK);
    },
  };
}

/** What the server is doing, for people. Reads nothing but memory. */
export function overview({ now, counts, eventLoop }: HttpServices): Route {
  const read = oncePerSecond(now, async () => overviewOf(await counts(), eventLoop.meanMs));
  return {
    docs: OVERVIEW_DOCS,
    async handler(_request, response) {
      sendJson(response.set('Cache-Control', 'no-store'), await read());
    },
  };
}

function overviewOf(
  { draining, rooms, updates, drop_parties, dungeon_parties, sessions }: ServerCounts,
  delayMs: number,
): z.output<typeof overviewSchema> {
  const ofRooms = Object.values(rooms);
  return {
    status: draining ? 'shutting_down' : 'ok',
    version,
    uptime_seconds: Math.floor(process.uptime()),
    event_loop_delay_ms: Math.round(delayMs),
    rooms: sum(ofRooms.map((one) => one.rooms)),
    clients: sum(ofRooms.map(({ clients }) => clients)) + updates.sockets,
    drop_parties,
    dungeon_parties,
    sessions: sum(Object.values(sessions)),
  };
}

function sum(numbers: number[]): number {
  return numbers.reduce((total, each) => total + each, 0);
}

const LIVE_DOCS = {
  operationId: 'checkLiveness',
  tags: ['health'],
  summary: 'Check that the process answers',
  responses: answers(okSchema, { ok: OK }, []),
} satisfies Route['docs'];

const READY_DOCS = {
  operationId: 'checkReadiness',
  tags: ['health'],
  summary:
    'Check that the server should get clients: it is not shutting down, not overloaded, and can write to its store',
  responses: answers(okSchema, { ok: OK }, ['storage_unavailable', 'overloaded', 'shutting_down']),
} satisfies Route['docs'];

const OVERVIEW_DOCS = {
  operationId: 'getOverview',
  tags: ['health'],
  summary: 'See what the server is doing',
  description: 'For people: it answers 200 even while the server is not ready. The figures are up to a second old.',
  responses: answers(
    overviewSchema,
    {
      busy: {
        status: 'ok',
        version,
        uptime_seconds: 86_400,
        event_loop_delay_ms: 1,
        rooms: 47,
        clients: 312,
        drop_parties: 31,
        dungeon_parties: 58,
        sessions: 14,
      },
    },
    [],
  ),
} satisfies Route['docs'];
