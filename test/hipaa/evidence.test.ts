/** From reports of tests and findings of checks to the verdict of a run and the bundle that is kept of it. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { conclude, isStale, ROOT } from '../../hipaa/conclude.ts';
import { manifestOf, sha256, writeEvidence } from '../../hipaa/evidence.ts';
import { collectFindings, leaveFindings } from '../../hipaa/findings-folder.ts';
import type { Section } from '../../hipaa/safeguard.ts';

const SECTIONS: Section[] = [
  {
    number: '164.312',
    name: 'Technical safeguards',
    rows: [
      {
        citation: '164.312(b)',
        title: 'Audit controls',
        kind: 'standard',
        asks: 'Record.',
        claim: 'PASS',
        met: 'It records.',
        template: ['log-insert-only'],
        tests: { 'test/a.test.ts': ['is recorded'] },
      },
    ],
  },
];

const report = (status: string) =>
  JSON.stringify({
    testResults: [{ name: join(ROOT, 'test/a.test.ts'), assertionResults: [{ title: 'is recorded', status }] }],
  });

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'hale-evidence-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

/** A run in which the check found this. */
function concluded(status: string, wrong: string[] = []) {
  leaveFindings('template', { 'log-insert-only': { says: 'rows are added', looked: 2, wrong } }, folder);
  return conclude([report(status)], folder, SECTIONS);
}

describe('a run', () => {
  test('in which everything passed has a verdict, counts and a page', () => {
    const { lines, faults, matrix } = concluded('passed');
    expect(lines).toEqual(['§164.312: 1 PASS, 0 PARTIAL, 0 N/A, 0 GAP']);
    expect(faults).toEqual([]);
    expect(matrix).toContain('| §164.312(b)<br>Audit controls<br>(standard) | PASS |');
  });

  test('in which a test failed says so, and has another page than the one that is committed', () => {
    const good = join(folder, 'page.md');
    writeFileSync(good, concluded('passed').matrix);
    const { faults, matrix } = concluded('failed');
    expect(faults).toEqual(['§164.312(b) Audit controls: failed: test/a.test.ts: is recorded']);
    expect(isStale(matrix, good)).toBe(true);
    expect(isStale(concluded('passed').matrix, good)).toBe(false);
    expect(isStale(matrix, join(folder, 'none.md'))).toBe(true);
  });

  test('in which a check found something says what', () => {
    const { faults } = concluded('passed', ['a role may change rows']);
    expect(faults).toEqual([
      '§164.312(b) Audit controls: failed: template check log-insert-only: a role may change rows',
    ]);
  });

  test('whose reports are missing proves nothing', () => {
    expect(conclude([], folder, SECTIONS).faults[0]).toMatch(/did not run/);
  });
});

describe('what checks leave', () => {
  test('is taken together; of a run by hand nothing is left', () => {
    leaveFindings('live', { 'log-signed': { says: '', looked: 1, wrong: [] } }, folder);
    leaveFindings('template', { doors: { says: '', looked: 1, wrong: [] } }, folder);
    leaveFindings('template', { doors: { says: '', looked: 1, wrong: [] } }, '');
    const { live, template } = collectFindings(folder);
    expect([Object.keys(live), Object.keys(template)]).toEqual([['log-signed'], ['doors']]);
  });

  test('beside reports of vitest is told apart from them', () => {
    writeFileSync(join(folder, '0.json'), report('passed'));
    leaveFindings('live', { 'log-signed': { says: '', looked: 1, wrong: [] } }, folder);
    expect(Object.keys(collectFindings(folder).live)).toEqual(['log-signed']);
  });
});

test('the evidence holds each verdict with its proofs, and its manifest the hash of each file', () => {
  const out = join(folder, 'evidence');
  writeEvidence(concluded('failed'), new Date('2026-11-22T12:00:00Z'), out);
  const read = (name: string) => JSON.parse(readFileSync(join(out, name), 'utf8'));
  const { files, holds, made_at, node } = read('manifest.json');
  expect({ holds, made_at, node }).toEqual({
    holds: false,
    made_at: '2026-11-22T12:00:00.000Z',
    node: process.version,
  });
  expect(files.map(({ name }: { name: string }) => name)).toEqual([
    ...[
      'control-mapping.md',
      'data-flow.svg',
      'findings.json',
      'inherited.json',
      'inventory.json',
      'tests.json',
      'verdicts.json',
    ],
  ]);
  for (const { name, sha256: hash } of files) expect(sha256(readFileSync(join(out, name)))).toBe(hash);
  expect(read('verdicts.json')[0].rows[0]).toMatchObject({
    status: 'GAP',
    proofs: [{ name: 'log-insert-only' }, { fault: 'failed: test/a.test.ts: is recorded' }],
  });
  expect(read('inherited.json').regions).toContainEqual({ tenant: 'demo', region: 'us-east-1' });
  writeFileSync(join(out, 'verdicts.json'), '[]');
  expect(manifestOf(out)).not.toEqual(files);
});
