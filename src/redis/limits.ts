/** Milliseconds that a command to Redis may take before the caller goes on without it. In the same data centre it takes less than one. */
export const REDIS_COMMAND_MS_MAX = 500;

/** Milliseconds between two pings of Redis. When two in a row are not answered the connection is given up, so that nobody else waits for a Redis that hangs. */
export const REDIS_PING_EVERY_MS = 250;

/** Milliseconds after which a message that a process sends to itself must have arrived. */
export const REDIS_ECHO_MS_MAX = 1_500;

/** Milliseconds between two attempts to reach Redis, at most. */
export const REDIS_RECONNECT_MS_MAX = 1_000;

/** Milliseconds between two rounds in which processes tell each other what each address holds. */
export const CONNECTIONS_TOLD_EVERY_MS = 1_000;

/** Milliseconds after which what a process held is forgotten, because it has ended; and what the others hold, because Redis is away. */
export const CONNECTIONS_FORGOTTEN_MS = 5_000;

/** The part of its connections from which on an address is told to other processes. It can so have that much more for each process but one; nearly all hold less, and need not be sent around each second. */
export const CONNECTIONS_TOLD_PART = 1 / 25;

/** Milliseconds between two messages in which a process tells the others which players called it. */
export const HEARD_TOLD_EVERY_MS = 1_000;

/** Players in one such message. Anybody can make up names, so more are left out, heartbeats last: they are heard with their next call. */
export const HEARD_TOLD_MAX = 5_000;

/** Milliseconds without a message from a process after which calls may have been missed: everybody has the whole presence time again. */
export const HEARD_SILENT_MS = 3_500;
