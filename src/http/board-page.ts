import { join } from 'node:path';
import { readFile } from 'node:fs/promises';
import type { Request, RequestHandler } from 'express';
import type { DropPartySummary } from '../domain/drops/drop-party.ts';
import { dropPartyIdParams, worldParams } from '../protocol/drop-queries.ts';
import { parseOrRefuse } from '../protocol/faults.ts';
import { BUILT, pageEndpoints } from './built-page.ts';
import type { Endpoint } from './Endpoint.ts';
import { escaped, shortGp } from './html.ts';
import type { HttpServices } from './HttpServices.ts';
import { boardPolicy } from './security-headers.ts';
import type { PrefixOf } from './send-problem.ts';
import { loadedOnce, StaticContent } from './StaticContent.ts';

type About = { title: string; description: string };

const ANYTHING: About = {
  title: 'Muster',
  description: 'The drop parties and dungeon parties of this Muster server, live.',
};

const DAY_S = 24 * 3600;

/** The board, what pages that link to it show of it, and the card that they may embed. */
export function boardEndpoints(services: HttpServices, prefixOf: PrefixOf): Endpoint[] {
  const { publicAddress, isDevelopment } = services.settings;
  const aboutOf = async (request: Request) => tagsOf(await about(request, services), request, prefixOf(request));
  return [
    ...pageEndpoints({
      name: 'board',
      at: '/',
      policy: boardPolicy(publicAddress),
      keptBy: 'public',
      isDevelopment,
      aboutOf,
    }),
    ...pageEndpoints({
      name: 'embed',
      at: '/embed/world/',
      file: '{world}',
      policy: boardPolicy(undefined, '*'),
      keptBy: 'public',
      isDevelopment,
      check: (request) => void parseOrRefuse(worldParams, request.params),
    }),
    { method: 'get', path: '/og.png', docs: null, handlers: [picture()] },
  ];
}

/** What the address is about, for those that read only the head of the page: chats and search engines. */
async function about({ query }: Request, { store }: HttpServices): Promise<About> {
  // Only the page judges its address; what it does not understand is about nothing.
  const { data: world } = worldParams.shape.world.safeParse(query['world']);
  const { data: party } = dropPartyIdParams.shape.id.safeParse(query['party']);
  if (party !== undefined) {
    const found = await store.dropParty(party);
    return found ? aboutParty(found, found.is_active ? 'Drop party' : 'Ended drop party') : ANYTHING;
  }
  if (world === undefined) return ANYTHING;
  const running = await store.runningDropPartyOf(world);
  if (running) return aboutParty(running, 'Drop party');
  return { title: `World ${world}`, description: 'No drop party right now.' };
}

function aboutParty(party: DropPartySummary, what: string): About {
  const { world, total_value, confirmed_value, total_drops, biggest_drops } = party;
  const sure = confirmed_value === total_value ? '' : ` (${shortGp(confirmed_value)} confirmed)`;
  const [biggest] = biggest_drops;
  const drops = total_drops === 1 ? '1 drop' : `${total_drops} drops`;
  return {
    title: `${what} on world ${world}: ${shortGp(total_value)} GP`,
    description: `${shortGp(total_value)} GP${sure} in ${drops}${biggest ? `; biggest: ${biggest.item_name}` : ''}.`,
  };
}

function tagsOf({ title, description }: About, request: Request, prefix: string): string {
  // Host and scheme were checked: src/main/request-head.ts.
  const site = `${request.protocol}://${request.host}${prefix}`;
  const properties = {
    'og:site_name': 'Muster',
    'og:type': 'website',
    'og:title': title,
    'og:description': description,
    'og:url': site + (request.baseUrl + request.url).slice(0, 500),
    'og:image': `${site}/og.png`,
    'og:image:width': '1200',
    'og:image:height': '630',
  };
  const tags = Object.entries(properties).map(
    ([name, value]) => `<meta property="${name}" content="${escaped(value)}" />`,
  );
  return [
    `<meta name="description" content="${escaped(description)}" />`,
    '<meta name="twitter:card" content="summary_large_image" />',
    ...tags,
  ].join('\n    ');
}

/** What links to the board show: 1200 by 630, as chats want it. */
function picture(): RequestHandler {
  const loaded = loadedOnce(async () => new StaticContent('png', await readFile(join(BUILT, 'board', 'og.png'))));
  return async (request, response) => {
    response.set('Cache-Control', `public, max-age=${DAY_S}`);
    await (await loaded()).send(request, response);
  };
}
