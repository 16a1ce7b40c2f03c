/**
 * `npm run loadtest -- drops --numClients 50` plays a scenario: @colyseus/loadtest's clients against a server, with a verdict at the end.
 * Each scenario's file says what it does and which options it has.
 */
const SCENARIOS: Record<string, () => Promise<unknown>> = {
  lobby: () => import('./lobby.ts'),
  drops: () => import('./drops.ts'),
  mixed: () => import('./mixed.ts'),
  watchers: () => import('./watchers.ts'),
  soak: () => import('./soak.ts'),
};

const [name] = process.argv.splice(2, 1);
if (name === undefined || !Object.hasOwn(SCENARIOS, name)) {
  console.error(`npm run loadtest -- <${Object.keys(SCENARIOS).join(' | ')}> [--endpoint <url>] [--numClients <n>]`);
  process.exit(1);
}
await SCENARIOS[name]!();
