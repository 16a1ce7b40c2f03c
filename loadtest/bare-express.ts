/**
 * The floor of the HTTP benchmarks: express parses the same JSON, sends an answer of the same size, and does nothing else. Of lists it
 * sends the bytes that the parent process gave it.
 */
import express from 'express';

const app = express();
app.use(express.json());
app.post('/drops', (request, response) => {
  const { world, value } = request.body as { world: number; value: number };
  response.json({
    status: 'drop_added',
    party_id: 1,
    world,
    total_drops: 1,
    avg_drop_value: value,
    message: `Drop added to existing party on world ${world}`,
  });
});
let list = { body: Buffer.from('{}'), etag: '' };
process.on('message', ({ body, etag }: { body: string; etag: string }) => {
  list = { body: Buffer.from(body), etag };
});
app.get('/list', (_request, response) => {
  response.set('ETag', list.etag).type('json').send(list.body);
});
const server = app.listen(0, '127.0.0.1', () => {
  const address = server.address();
  if (address !== null && typeof address === 'object') process.send?.(address.port);
});
