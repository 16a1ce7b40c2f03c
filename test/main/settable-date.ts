// Loaded before the server with `node --import`. SIGUSR2 sets the system clock, as far as JavaScript can tell, by SET_CLOCK_MS.

const RealDate = Date;
const realNow = Date.now;
let setByMs = 0;

function now(): number {
  return realNow() + setByMs;
}

globalThis.Date = new Proxy(RealDate, {
  construct: (target, given: unknown[], newTarget) =>
    Reflect.construct(target, given.length === 0 ? [now()] : given, newTarget) as Date,
});
Date.now = now;

process.on('SIGUSR2', () => {
  setByMs += Number(process.env['SET_CLOCK_MS']);
  console.log('the clock is set');
});
