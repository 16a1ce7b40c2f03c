import { createDocument } from 'zod-openapi';
import { version } from '../observability/version.ts';
import type { Endpoint } from './Endpoint.ts';

const DESCRIPTION = `
Muster merges the drops that RuneLite clients see into one truth per game world. Report drops here; read the current state here, or live
from Colyseus rooms (\`board\`, \`drop_tracker\`). Players form dungeon parties and go on runs here or in rooms (\`lobby\`,
\`dungeon_session\`); each sees at once what the others do.

A player is identified by \`player_id\`, in the query or the body, or by a guest's token (\`Authorization: Bearer …\`). Ids that begin
with \`guest-\` need their token. Parties and sessions have a \`version\`, which is their ETag; a write with \`If-Match\` is refused
if somebody else has changed them since.

Times are ISO 8601 in UTC, values are GP. Errors are RFC 9457 problems, with their text also in \`error\`; \`/docs/errors\` lists all
kinds. Each address has budgets of reports, writes, joins and reads; \`RateLimit\` and \`RateLimit-Policy\` say what is left of the one that
the request counts in, and \`Retry-After\` when to try again. A write with an \`Idempotency-Key\` can be repeated for 24 hours and gets the first answer again.
`.trim();

/** The document of the endpoints that have docs. */
export function openApiDocument(endpoints: Endpoint[]) {
  const documented = endpoints.filter(({ docs }) => docs !== null);
  const byPath = Map.groupBy(documented, ({ path }) => path);
  const paths = byPath
    .entries()
    .map(([path, atPath]) => [path, Object.fromEntries(atPath.map(({ method, docs }) => [method, docs]))]);
  const document = createDocument(
    {
      openapi: '3.1.0',
      info: {
        title: 'Muster',
        version,
        description: DESCRIPTION,
        license: { name: 'MIT', identifier: 'MIT' },
      },
      // Relative to the document, because a proxy may serve everything below a path.
      servers: [{ url: '.', description: 'This server' }],
      security: [],
      tags: [
        { name: 'drops', description: 'Reports of drops.' },
        { name: 'parties', description: 'Drop parties, which are made of reports.' },
        { name: 'players', description: 'Player ids.' },
        { name: 'dungeon parties', description: 'Players who want to go on a run together.' },
        { name: 'group finder', description: 'The queue of players and parties who look for a group.' },
        { name: 'sessions', description: 'The runs of dungeon parties.' },
        { name: 'rooms', description: 'How clients join live rooms.' },
        { name: 'admin', description: 'What only the admin may do, with the user `admin` and ADMIN_PASSWORD.' },
        { name: 'health', description: 'Health checks for the operator.' },
      ],
      paths: Object.fromEntries(paths),
      components: { securitySchemes: { bearerAuth: BEARER_AUTH, basicAuth: BASIC_AUTH, metricsToken: METRICS_TOKEN } },
    },
    {
      // The pattern of a time is long, and says no more than its format.
      override: ({ jsonSchema }) => {
        if (jsonSchema.format === 'date-time') delete jsonSchema.pattern;
      },
    },
  );
  for (const path of Object.values(document.paths ?? {})) Object.values(path).forEach(leaveOptionalEmpty);
  return document;
}

const BEARER_AUTH = {
  type: 'http',
  scheme: 'bearer',
  bearerFormat: 'JWT',
  description: "A guest's token, from POST /auth/guest.",
} as const;

const BASIC_AUTH = {
  type: 'http',
  scheme: 'basic',
  description: 'The user `admin` and ADMIN_PASSWORD.',
} as const;
const METRICS_TOKEN = { type: 'http', scheme: 'bearer', description: 'METRICS_TOKEN of the server.' } as const;

/** Swagger UI fills in every example of a parameter, and sends what nobody meant to: the same Idempotency-Key with each try. */
function leaveOptionalEmpty(operation: { parameters?: { required?: boolean; schema?: object }[] }): void {
  for (const { required, schema } of operation.parameters ?? []) {
    if (!required && schema && 'example' in schema) delete schema.example;
  }
}
