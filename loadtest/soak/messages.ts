/** Between the soak and the server that it drives: each message is answered by one. */
export type FromSoak = { type: 'advance'; ms: number } | { type: 'sample' } | { type: 'connections' };
export type ToSoak =
  { type: 'advanced' } | { type: 'connections'; count: number } | { type: 'sampled'; sample: Sample };

/** What a process has, after a garbage collection. `resources`: what keeps its event loop busy, by kind. */
export type Sample = {
  heapBytes: number;
  arrayBufferBytes: number;
  rssBytes: number;
  resources: Record<string, number>;
  timers: number;
  /** Of each of these classes and their subclasses. */
  objects: Record<string, number>;
};
