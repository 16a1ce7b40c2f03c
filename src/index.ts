import { shutDownOnSignals } from './main/shutdown.ts';

// Before the rest is even loaded, which takes a second: process 1 of a container gets only the signals that it handles.
const handOver = shutDownOnSignals();
const { start } = await import('./main/start.ts');
await start(process.env, handOver);
