import { createDocument } from 'zod-openapi';
import type { Endpoint } from './Endpoint.ts';

const DESCRIPTION = `
Muster merges what RuneLite clients see drop into one truth per game world. Reports go in here; what is on is read here,
or live over Colyseus rooms (\`board\`, \`drop_tracker\`). Players form dungeon parties and go on runs here or in rooms (\`lobby\`,
\`dungeon_session\`), each seeing at once what the others do.

A player says who it is by \`player_id\`, in the query or the body, or by the token of a guest (\`Authorization: Bearer …\`); ids that begin
with \`guest-\` take their token. Parties and sessions have a \`version\`, which is their ETag: \`If-Match\` makes a write only where nobody
else changed it first.

Times are ISO 8601 in UTC, values are GP. Refusals are RFC 9457 problems with the text in \`error\` as well; \`/docs/errors\`
has all kinds. A write with an \`Idempotency-Key\` can be sent again for 24 hours: the first answer comes again.
`.trim();

/** The document of the endpoints that have docs. */
export function openApiDocument(endpoints: Endpoint[]) {
  const documented = endpoints.filter(({ docs }) => docs !== null);
  const byPath = Map.groupBy(documented, ({ path }) => path);
  const paths = byPath
    .entries()
    .map(([path, atPath]) => [path, Object.fromEntries(atPath.map(({ method, docs }) => [method, docs]))]);
  return createDocument(
    {
      openapi: '3.1.0',
      info: {
        title: 'Muster',
        version: '0.1.0',
        description: DESCRIPTION,
        license: { name: 'MIT', identifier: 'MIT' },
      },
      servers: [{ url: '/', description: 'This server' }],
      security: [],
      tags: [
        { name: 'drops', description: 'Reports of clients.' },
        { name: 'parties', description: 'What they add up to.' },
        { name: 'players', description: 'Who plays.' },
        { name: 'dungeon parties', description: 'Players who mean to go on a run together.' },
        { name: 'sessions', description: 'The runs of dungeon parties.' },
        { name: 'rooms', description: 'The way into live rooms.' },
        { name: 'health', description: 'For whoever runs the server.' },
      ],
      paths: Object.fromEntries(paths),
    },
    {
      // The pattern of a time would fill the page, and says nothing that its format does not.
      override: ({ jsonSchema }) => {
        if (jsonSchema.format === 'date-time') delete jsonSchema.pattern;
      },
    },
  );
}
