/** As bare-express.ts, without express. */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { addedDrop, type Drop, listOfParent, tellPort } from './bare-answers.ts';

const list = listOfParent();

async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
  if (request.url === '/drops') {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    send(response, Buffer.from(JSON.stringify(addedDrop(JSON.parse(Buffer.concat(chunks).toString()) as Drop))));
  } else if (request.headers['if-none-match'] === '*') {
    response.writeHead(304, { etag: list().etag }).end();
  } else {
    response.setHeader('etag', list().etag);
    send(response, list().body);
  }
}

function send(response: ServerResponse, body: Buffer): void {
  response.writeHead(200, { 'content-type': 'application/json', 'content-length': body.length }).end(body);
}

const server = createServer((request, response) => void answer(request, response));
server.listen(0, '127.0.0.1', () => tellPort(server));
