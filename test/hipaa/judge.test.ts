import { describe, expect, test } from 'vitest';
import { claimed } from '../../hipaa/claimed.ts';
import { type Evidence, gapsOf, judge, lineOf } from '../../hipaa/judge.ts';
import type { Safeguard, Section } from '../../hipaa/safeguard.ts';
import { patternOf, readReports } from '../../hipaa/test-report.ts';

const row = (changes: Partial<Safeguard> = {}): Safeguard => ({
  citation: '164.312(b)',
  title: 'Audit controls',
  kind: 'standard',
  asks: 'Record.',
  claim: 'PASS',
  template: ['log-insert-only'],
  live: ['log-signed'],
  tests: { 'test/a.test.ts': ['says %s', 'is so'] },
  ...changes,
});
const sectionOf = (...rows: Safeguard[]): Section[] => [{ number: '164.312', name: 'Technical', rows }];

const good: Evidence = claimed(sectionOf(row()));
const statusOf = (changes: Partial<Safeguard>, evidence: Partial<Evidence> = {}) => {
  const [judged] = judge(sectionOf(row(changes)), { ...good, ...evidence });
  return judged?.verdicts[0]?.status;
};
const ran = (...tests: [title: string, passed: boolean][]) => ({
  ran: new Map([['test/a.test.ts', tests.map(([title, passed]) => ({ title, passed }))]]),
});
const found = (looked: number, ...wrong: string[]) => ({ says: '', looked, wrong });

describe('a row', () => {
  test('is what it claims where every proof ran and passed', () => {
    expect(statusOf({})).toBe('PASS');
    expect(statusOf({ claim: 'PARTIAL', because: 'people' })).toBe('PARTIAL');
  });

  test('without a proof is a gap, and never PASS', () => {
    expect(statusOf({ template: [], live: [], tests: {} })).toBe('GAP');
    expect(statusOf({ template: [], live: [], tests: {}, claim: 'PARTIAL' })).toBe('GAP');
  });

  test('that is not ours to meet needs none', () => {
    expect(statusOf({ template: [], live: [], tests: {}, claim: 'N/A' })).toBe('N/A');
  });
});

describe('a row whose proof failed is a gap, whatever it claims', () => {
  const cases: [string, Partial<Evidence>][] = [
    ['a test failed', ran(['says a', true], ['is so', false])],
    ['one of many tests of a line failed', ran(['says a', true], ['says b', false], ['is so', true])],
    ['a test did not run', ran(['says a', true])],
    ['no test of the file ran', { ran: new Map() }],
    ['a check found a fault', { findings: { ...good.findings, template: { 'log-insert-only': found(3, 'open') } } }],
    ['a check had nothing to look at', { findings: { ...good.findings, template: { 'log-insert-only': found(0) } } }],
    ['a check over the deployment was not made', { findings: { ...good.findings, live: {} } }],
  ];
  test.each(cases)('%s', (_, evidence) => {
    expect(statusOf({}, evidence)).toBe('GAP');
    expect(statusOf({ claim: 'PARTIAL' }, evidence)).toBe('GAP');
  });
});

test('a row whose proof failed is a gap, whatever it claims', () => {
  const judged = judge(sectionOf(row(), row({ claim: 'PARTIAL' })), {
    ...good,
    ...ran(['says a', true], ['is so', false]),
  });
  expect(judged.map(lineOf)).toEqual(['§164.312: 0 PASS, 0 PARTIAL, 0 N/A, 2 GAP']);
  expect(gapsOf(judged)[0]).toBe('§164.312(b) Audit controls: failed: test/a.test.ts: is so');
});

describe('a report of vitest', () => {
  const report = (status: string) =>
    JSON.stringify({
      testResults: [{ name: '/checkout/test/a.test.ts', assertionResults: [{ title: 'is so', status }] }],
    });

  test('tells of a test whether it passed; skipped and pending ones did not', () => {
    for (const status of ['passed', 'failed', 'skipped', 'pending', 'todo']) {
      const tests = readReports([report(status)], '/checkout').get('test/a.test.ts');
      expect(tests).toEqual([{ title: 'is so', passed: status === 'passed' }]);
    }
  });

  test('of several runs is taken together', () => {
    expect(readReports([report('passed'), report('failed')], '/checkout').get('test/a.test.ts')).toHaveLength(2);
  });
});

test('a title with a placeholder stands for what it makes, and for nothing else', () => {
  expect(patternOf('%s is private (T4)').test('Live is private (T4)')).toBe(true);
  expect(patternOf('%s is private (T4)').test('Live is private T4')).toBe(false);
  expect(patternOf('$id.name ends').test('a b ends')).toBe(true);
  expect(patternOf('is so').test('is so, mostly')).toBe(false);
});
