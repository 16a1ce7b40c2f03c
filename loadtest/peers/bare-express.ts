/**
 * The floor of the HTTP benchmarks: express parses the same JSON, sends an answer of the same size, and does nothing else. Of lists it
 * sends the bytes that the parent process gave it.
 */
import express from 'express';
import { addedDrop, type Drop, listOfParent, tellPort } from './bare-answers.ts';

const list = listOfParent();
const app = express();
app.use(express.json());
app.post('/drops', (request, response) => {
  response.json(addedDrop(request.body as Drop));
});
app.get('/list', (_request, response) => {
  response.set('ETag', list().etag).type('json').send(list().body);
});
const server = app.listen(0, '127.0.0.1', () => tellPort(server));
