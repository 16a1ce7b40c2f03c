// Loaded before the server with `node --import`. The system clock, as far as JavaScript can tell, is off by CLOCK_OFF_MS from the start,
// and SIGUSR2 sets it by SET_CLOCK_MS.

const RealDate = Date;
const realNow = Date.now;
let setByMs = Number(process.env['CLOCK_OFF_MS'] ?? 0);

function now(): number {
  return realNow() + setByMs;
}

globalThis.Date = new Proxy(RealDate, {
  construct: (target, given: unknown[], newTarget) =>
    Reflect.construct(target, given.length === 0 ? [now()] : given, newTarget) as Date,
});
Date.now = now;

process.on('SIGUSR2', () => {
  setByMs += Number(process.env['SET_CLOCK_MS'] ?? 0);
  console.log('the clock is set');
});
