import assert from 'node:assert/strict';
import { readJson, type TestApp } from '../../support/app.ts';

export const PASSWORD = 'correct horse';

/** The settings of a server that has an admin. */
export const ADMIN_ENV = { ADMIN_PASSWORD: PASSWORD };

export const basic = (user: string, password: string) => ({ Authorization: `Basic ${btoa(`${user}:${password}`)}` });

export const ADMIN = basic('admin', PASSWORD);

type Act = { act: string; who: string; target: string; details: object };

/** The admin of a server, by REST. Rejects with what is refused. */
export class Admin {
  readonly headers = ADMIN;
  readonly #app: Pick<TestApp, 'send'>;

  constructor(app: Pick<TestApp, 'send'>) {
    this.#app = app;
  }

  send(method: string, path: string, body?: unknown, headers: Record<string, string> = ADMIN): Promise<Response> {
    return this.#app.send(method, `/admin${path}`, body, headers);
  }

  async do<T extends object = Record<string, unknown>>(method: string, path: string, body?: unknown): Promise<T> {
    const response = await this.send(method, path, body);
    assert.equal(response.status, 200, `${method} ${path}: ${await response.clone().text()}`);
    return readJson<T>(response);
  }

  /** The acts in the audit log, newest first: what was done to what, with which details. */
  async acts(): Promise<[act: string, target: string, details: object][]> {
    const { acts } = await this.do<{ acts: Act[] }>('GET', '/audit');
    return acts.map(({ act, target, details }) => [act, target, details]);
  }
}
