import assert from 'node:assert/strict';
import { Findings } from '../../loadtest/play/Findings.ts';
import { PatchArrivals } from '../../loadtest/play/PatchArrivals.ts';

describe('the arrivals of patches', () => {
  it('are told of every watcher, by what those who decode them say', () => {
    const arrivals = new PatchArrivals();
    const [reader, counter] = [arrivals.addWatcher(), arrivals.addWatcher()];
    // Somebody had this before all had come.
    reader.arrived();
    arrivals.clear();
    reader.arrived();
    reader.brought(1);
    reader.brought(2);
    assert.equal(arrivals.isLevel, false);
    counter.arrived();
    assert.equal(arrivals.isLevel, true);
    const findings = new Findings();
    arrivals.tell(findings, 'report', (item) => (item === 3 ? undefined : 0));
    assert.match(findings.verdict({}, 1).text, /^report +4: p50/);
  });

  it('find fault with a watcher that lacks a patch', () => {
    const arrivals = new PatchArrivals();
    const [reader] = [arrivals.addWatcher(), arrivals.addWatcher()];
    reader.arrived();
    const findings = new Findings();
    arrivals.tell(findings, 'report', () => 0);
    assert.match(findings.verdict({}, 1).text, /FAULT 1 x a watcher: got 0 of 1 patches/);
  });
});
