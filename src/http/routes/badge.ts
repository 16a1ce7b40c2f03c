import type { RequestHandler } from 'express';
import type { DropPartySummary } from '../../domain/drops/drop-party.ts';
import { worldParams } from '../../protocol/drop-queries.ts';
import { parseOrRefuse } from '../../protocol/faults.ts';
import type { Endpoint } from '../Endpoint.ts';
import { escaped, shortGp } from '../html.ts';
import type { HttpServices } from '../HttpServices.ts';

/** Seconds for which a badge may be shown as it is. Sites that proxy images ask again then. */
const KEPT_S = 30;

/** Pixels of a character at the badge's font size, on average. */
const CHARACTER_PX = 6.6;
const PADDING_PX = 7;

/** A picture of a world's party for forums and READMEs. */
export function badgeOfWorld({ store }: HttpServices): Endpoint {
  const send: RequestHandler = async (request, response) => {
    const { world } = parseOrRefuse(worldParams, request.params);
    const svg = badge(`world ${world}`, wordsFor(await store.runningDropPartyOf(world)));
    response.type('svg').set('Cache-Control', `public, max-age=${KEPT_S}`).send(svg);
  };
  return { method: 'get', path: '/badge/world/{world}.svg', docs: null, handlers: [send] };
}

/** By what is confirmed, if anything is, so that a badge shows no made-up value as a fact. */
function wordsFor(party: DropPartySummary | null): string {
  if (!party) return 'no party';
  const { confirmed_value, total_value } = party;
  return confirmed_value > 0 ? `${shortGp(confirmed_value)} GP` : `${shortGp(total_value)} GP unconfirmed`;
}

function badge(left: string, right: string): string {
  const [leftPx, rightPx] = [left, right].map((text) => Math.round(text.length * CHARACTER_PX + 2 * PADDING_PX)) as [
    number,
    number,
  ];
  const middle = (from: number, width: number) => from + width / 2;
  const name = escaped(`Muster, ${left}: ${right}`);
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${leftPx + rightPx}" height="20" role="img" aria-label="${name}">
<title>${name}</title>
<clipPath id="r"><rect width="${leftPx + rightPx}" height="20" rx="3"/></clipPath>
<g clip-path="url(#r)"><rect width="${leftPx}" height="20" fill="#38322a"/><rect x="${leftPx}" width="${rightPx}" height="20" fill="#855700"/></g>
<g fill="#fff" text-anchor="middle" font-family="Verdana,Geneva,DejaVu Sans,sans-serif" font-size="11">
<text x="${middle(0, leftPx)}" y="14">${escaped(left)}</text>
<text x="${middle(leftPx, rightPx)}" y="14">${escaped(right)}</text>
</g></svg>
`;
}
