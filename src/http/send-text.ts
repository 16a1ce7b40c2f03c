import type { ServerResponse } from 'node:http';

/** Answers the value as JSON. */
export function sendJson(response: ServerResponse, value: unknown): void {
  sendText(response, 'application/json', JSON.stringify(value));
}

/** Not by express's `json` and `send`: they look at types and at all headers again, which costs as much as routing does. */
export function sendText(response: ServerResponse, type: string, text: string | Buffer): void {
  response.setHeader('Content-Type', `${type}; charset=utf-8`);
  response.setHeader('Content-Length', Buffer.byteLength(text));
  response.end(text);
}
