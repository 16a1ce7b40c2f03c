import type { LineProgram } from '../LineProgram.ts';
import { needJava, sharedDriver } from './java.ts';
import { type PlayedDrop, type Plugin, type PluginOptions, Plugins } from './Plugins.ts';
import { type Answer, respond, StubServer } from './StubServer.ts';

/** A random number generator that always returns the same, and reports that never grow too old. */
export const STEADY = { random: 0.5, usefulMs: 86_400_000 };

/** The shared Java program, for the `describe` that calls this. */
export function usePlugins(): Plugins {
  let program: LineProgram;
  before(async function () {
    needJava(this);
    program = await sharedDriver();
  });
  return new Plugins(() => program);
}

/** Plugins and a stub server, which is new for each test. */
export class Stage {
  /** A test may stop it and put another in its place. */
  stub!: StubServer;
  readonly #plugins = usePlugins();

  constructor() {
    beforeEach(async () => {
      this.stub = await StubServer.start();
    });
    afterEach(() => this.stub.stop());
  }

  /** A plugin that reports to the stub server, unless the options say otherwise. */
  open(options: Partial<PluginOptions> = {}): Promise<Plugin> {
    return this.#plugins.open({ server: this.stub.url, ...STEADY, ...options });
  }

  /** Reports drops, and lets the plugin gather and send them. */
  async send(plugin: Plugin, ...drops: PlayedDrop[]): Promise<void> {
    await plugin.report(...drops);
    await plugin.gather();
  }
}

/** Drops that differ by their items. */
export const items = (...ids: number[]): PlayedDrop[] => ids.map((item_id) => ({ item_id }));

export const answerWith = (status: number, body: unknown = { error: 'so it is' }, headers: object = {}): Answer => {
  return (response) => respond(response, status, body, headers);
};
