import type { ServerResponse } from 'node:http';

/** Answers the value as JSON. Not by express's `json`: it looks at types and at all headers again, which costs as much as routing does. */
export function sendJson(response: ServerResponse, value: unknown): void {
  const text = JSON.stringify(value);
  response.setHeader('Content-Type', 'application/json; charset=utf-8');
  response.setHeader('Content-Length', Buffer.byteLength(text));
  response.end(text);
}
