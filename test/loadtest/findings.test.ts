import assert from 'node:assert/strict';
import { Findings } from '../../loadtest/play/Findings.ts';

describe('the findings of a load test', () => {
  const LIMITS = { join: { p50: 10, p99: 100 } };
  let findings: Findings;
  beforeEach(() => {
    findings = new Findings();
  });

  it('pass within the limits, and say each percentile', () => {
    for (let i = 0; i < 98; i++) findings.took('join', 10);
    for (let i = 0; i < 2; i++) findings.took('join', 100);
    const { text, passed } = findings.verdict(LIMITS, 1);
    assert.match(text, /^join +100: p50 10.0 ms, p95 10.0 ms, p99 100.0 ms, max 100 ms\npassed$/);
    assert.equal(passed, true);
  });

  it('fail if a percentile is over its limit, and pass with more slack', () => {
    findings.took('join', 150);
    const { text, passed } = findings.verdict(LIMITS, 1);
    assert.equal(passed, false);
    assert.match(text, /^FAULT join, p50 ms: 150 is more than 10\nFAULT join, p99 ms: 150 is more than 100\nfailed$/m);
    assert.equal(findings.verdict(LIMITS, 15).passed, true);
  });

  it('fail if nothing was measured of what has a limit', () => {
    assert.match(findings.verdict(LIMITS, 1).text, /FAULT join, p50 ms: not measured\n/);
  });

  it('fail for any error, and count those that are alike', async () => {
    findings.took('join', 1);
    for (let i = 0; i < 3; i++) await findings.timed('join', () => Promise.reject(new Error('refused')));
    const { text, passed } = findings.verdict(LIMITS, 1);
    assert.match(text, /^FAULT 3 x join: refused\nfailed$/m);
    assert.equal(passed, false);
  });

  it('fail if the longest is over its limit, or what was found is more than it may be', () => {
    findings.took('join', 10);
    findings.took('join', 250);
    findings.found('memory, KB', 40, 30);
    findings.found('patches', 9);
    const { text } = findings.verdict({ join: { max: 200 } }, 1);
    assert.match(text, /^memory, KB +40.0\npatches +9.0\nFAULT memory, KB: 40 is more than 30$/m);
    assert.match(text, /^FAULT join, max ms: 250 is more than 200\nfailed$/m);
    assert.equal(findings.verdict({ join: { max: 200 } }, 2).passed, true);
  });

  it('quote ten kinds of errors, and count the others', () => {
    findings.took('join', 1);
    for (let i = 0; i < 12; i++) findings.failed('command', `error ${i}`);
    const { text } = findings.verdict(LIMITS, 1);
    assert.equal(text.match(/^FAULT 1 x command/gm)?.length, 10);
    assert.match(text, /^FAULT 2 more kinds of errors$/m);
  });
});
