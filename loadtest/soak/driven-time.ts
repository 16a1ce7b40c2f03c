// Loaded before the server with `node --import`. The server's time stands still until the soak moves it on: Date, performance.now and all
// timers, also those of libraries. Timers inside Node, such as those of HTTP connections, keep the real time.

import { syncBuiltinESMExports } from 'node:module';
import os from 'node:os';
import { mock } from 'node:test';
import { getHeapStatistics, queryObjects, setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { isMainThread, Worker } from 'node:worker_threads';
import { EventEmitter } from 'node:events';
import type { FromSoak, Sample, ToSoak } from './messages.ts';

/** Milliseconds. After each the event loop turns, so that what a timer begins goes on before the next one fires. */
const SLICE_MS = 50;

const COUNTED = { Map, Set, Promise, EventEmitter };

/** Requests to threads that they have not answered: the disk needs real time. */
let inThreads = 0;
const timers = new Set<unknown>();

// Threads of the server load this, too.
const send = isMainThread && process.send?.bind(process);
if (send) {
  // @pm2/io, which Colyseus loads, would take the soak for its own daemon, and report to it.
  delete process.send;
  driveTime();
  countTimers();
  countRequestsToThreads();
  // The soak was killed.
  process.on('disconnect', () => process.exit(1));
  process.on('message', (message: FromSoak) => {
    void answer(message).then((reply) => send(reply));
  });
}

function driveTime(): void {
  mock.timers.enable({ apis: ['setTimeout', 'setInterval', 'Date'], now: Date.now() });
  const began = Date.now();
  const elapsed = () => Date.now() - began;
  Object.defineProperty(performance, 'now', { value: elapsed });
  const { uptime } = os;
  const upAtStart = uptime();
  os.uptime = () => upAtStart + elapsed() / 1_000;
}

function countTimers(): void {
  const { setTimeout, clearTimeout, setInterval, clearInterval } = globalThis;
  const setCounted = (handler: (...args: unknown[]) => void, ms?: number, ...args: unknown[]) => {
    const timer = setTimeout(() => {
      timers.delete(timer);
      handler(...args);
    }, ms);
    timers.add(timer);
    return timer;
  };
  const setCountedInterval = (handler: (...args: unknown[]) => void, ms?: number, ...args: unknown[]) => {
    const timer = setInterval(handler, ms, ...args);
    timers.add(timer);
    return timer;
  };
  Object.assign(globalThis, {
    setTimeout: setCounted,
    setInterval: setCountedInterval,
    clearTimeout: (timer: NodeJS.Timeout) => (timers.delete(timer), clearTimeout(timer)),
    clearInterval: (timer: NodeJS.Timeout) => (timers.delete(timer), clearInterval(timer)),
  });
  // Named imports of timers/promises are of the real ones otherwise.
  syncBuiltinESMExports();
}

function countRequestsToThreads(): void {
  const postMessage = Reflect.get(Worker.prototype, 'postMessage') as (this: Worker, ...args: unknown[]) => void;
  const emit = Reflect.get(Worker.prototype, 'emit') as (this: Worker, ...args: unknown[]) => boolean;
  Object.assign(Worker.prototype, {
    postMessage(this: Worker, ...args: unknown[]) {
      inThreads += 1;
      postMessage.apply(this, args);
    },
    emit(this: Worker, ...args: unknown[]) {
      // A thread's first message is no answer.
      if (args[0] === 'message') inThreads = Math.max(0, inThreads - 1);
      return emit.apply(this, args);
    },
  });
}

async function threadsHaveAnswered(): Promise<void> {
  const isWaiting = () => inThreads > 0;
  while (isWaiting()) await turn();
}

async function answer(message: FromSoak): Promise<ToSoak> {
  if (message.type === 'sample') return { type: 'sampled', sample: await sample() };
  if (message.type === 'connections') return { type: 'connections', count: resources()['TCPSocketWrap'] ?? 0 };
  for (let left = message.ms; left > 0; left -= SLICE_MS) {
    await threadsHaveAnswered();
    try {
      mock.timers.tick(Math.min(SLICE_MS, left));
    } catch (error) {
      // As an error of a timer would be.
      setImmediate(() => {
        throw error;
      });
    }
    await turn();
  }
  return { type: 'advanced' };
}

async function sample(): Promise<Sample> {
  setFlagsFromString('--expose-gc');
  const gc = runInNewContext('gc') as () => void;
  for (let round = 0; round < 3; round++) {
    gc();
    // Finalizers run in between.
    await turn();
  }
  const heap = getHeapStatistics();
  const { rss, arrayBuffers } = process.memoryUsage();
  const objects = Object.fromEntries(
    Object.entries(COUNTED).map(([name, constructor]) => [name, queryObjects(constructor, { format: 'count' })]),
  );
  return {
    heapBytes: heap.used_heap_size,
    arrayBufferBytes: arrayBuffers,
    rssBytes: rss,
    resources: resources(),
    timers: timers.size,
    objects,
  };
}

/** How many there are of each kind. */
function resources(): Record<string, number> {
  const counts: Record<string, number> = {};
  // An Immediate is this module's own.
  for (const name of process.getActiveResourcesInfo().filter((each) => each !== 'Immediate'))
    counts[name] = (counts[name] ?? 0) + 1;
  return counts;
}

function turn(): Promise<void> {
  return new Promise((resolve) => void setImmediate(resolve));
}
