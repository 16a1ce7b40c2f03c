import assert from 'node:assert/strict';
import { appForEachTest } from '../support/app.ts';
import { exchange } from '../support/raw.ts';

const CHUNKED_EMPTY = 'Transfer-Encoding: chunked\r\nConnection: close\r\n\r\n0\r\n\r\n';

/** The ways in which HTTP clients announce a body that is not there. */
const FRAMINGS: [name: string, headersAndBody: string][] = [
  ['no header about a body', 'Connection: close\r\n\r\n'],
  ['a length of 0', 'Content-Length: 0\r\nConnection: close\r\n\r\n'],
  ['chunks without content', CHUNKED_EMPTY],
  [
    'a form type and a length of 0',
    'Content-Type: application/x-www-form-urlencoded\r\nContent-Length: 0\r\nConnection: close\r\n\r\n',
  ],
  ['a form type and no length', 'Content-Type: application/x-www-form-urlencoded\r\nConnection: close\r\n\r\n'],
  ['a form type and chunks without content', `Content-Type: application/x-www-form-urlencoded\r\n${CHUNKED_EMPTY}`],
  [
    'a charset that is not UTF-8 and chunks without content',
    `Content-Type: text/plain; charset=latin1\r\n${CHUNKED_EMPTY}`,
  ],
  ['a type that is none and chunks without content', `Content-Type: none\r\n${CHUNKED_EMPTY}`],
  ['a JSON type and chunks without content', `Content-Type: application/json\r\n${CHUNKED_EMPTY}`],
];

describe('no content is no content', () => {
  const app = appForEachTest();

  for (const [name, framing] of FRAMINGS) {
    it(`with ${name}`, async () => {
      const post = (path: string) => exchange(app.url, `POST ${path} HTTP/1.1\r\nHost: localhost\r\n${framing}`);
      const created = await post('/party?player_id=alice');
      assert.match(created, /^HTTP\/1\.1 200 /, created);
      const [partyId] = /[\da-f]{8}-[\da-f-]{27}/.exec(created)!;
      assert.match(await post(`/party/${partyId}/join?player_id=bob`), /^HTTP\/1\.1 200 /);
      assert.match(await post('/matchmake/joinOrCreate/board'), /^HTTP\/1\.1 200 /);
      // A call that needs a body gets the same refusal each time.
      assert.match(await post('/drops'), /^HTTP\/1\.1 422 [^]*"field":"\(body\)","message":"is missing/);
    });
  }

  it('but content of another type is refused, chunked or not', async () => {
    for (const framing of ['Content-Length: 2\r\n\r\n{}', 'Transfer-Encoding: chunked\r\n\r\n2\r\n{}\r\n0\r\n\r\n']) {
      const head = 'POST /party?player_id=alice HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n';
      const answer = await exchange(app.url, `${head}Content-Type: text/plain\r\n${framing}`);
      assert.match(answer, /^HTTP\/1\.1 415 [^]*not as text\/plain/);
    }
  });
});
