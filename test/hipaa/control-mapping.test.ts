/** The rows of the matrix: they cite what exists, explain what they do not claim, and make the page that is committed. */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { claimed } from '../../hipaa/claimed.ts';
import { controlsText } from '../../hipaa/controls.ts';
import { countsOf, judge, lineOf } from '../../hipaa/judge.ts';
import { AWS_ALONE, LIVE_CHECKS } from '../../hipaa/live-checks.ts';
import { matrixOf } from '../../hipaa/matrix.ts';
import { citedFiles } from '../../hipaa/run-proofs.ts';
import { SECTIONS } from '../../hipaa/safeguards.ts';
import { TEMPLATE_CHECKS } from '../../hipaa/template-checks.ts';

const rows = SECTIONS.flatMap((section) => section.rows);
const judged = judge(SECTIONS, claimed(SECTIONS));
const ROOT = join(import.meta.dirname, '../..');
const sourceOf = (file: string): string => (existsSync(join(ROOT, file)) ? readFileSync(join(ROOT, file), 'utf8') : '');

test('hipaa/control-mapping.md is what the safeguards say: after a change of them, run this with -u', async () => {
  await expect(matrixOf(judged)).toMatchFileSnapshot('../../hipaa/control-mapping.md');
});

test('lambdas/compliance/controls.json is what the API tells of them: after a change, run this with -u', async () => {
  await expect(controlsText()).toMatchFileSnapshot('../../lambdas/compliance/controls.json');
});

describe('T40', () => {
  const counts = Object.fromEntries(judged.map((one) => [one.section.number, countsOf(one)]));

  test('every row of §164.312 is PASS', () => {
    console.log(`T40: ${judged.map(lineOf).join('; ')}`);
    expect(counts['164.312']).toMatchObject({ PARTIAL: 0, 'N/A': 0, GAP: 0 });
    expect(counts['164.312']?.PASS).toBeGreaterThanOrEqual(14);
  });

  test('the other sections claim no less than the document that Hale takes over from', () => {
    expect(counts['164.308']?.PASS).toBeGreaterThanOrEqual(16);
    expect(counts['164.310']?.PASS).toBeGreaterThanOrEqual(1);
    expect(counts['164.316']?.PASS).toBeGreaterThanOrEqual(3);
    expect(Object.values(counts).map(({ GAP }) => GAP)).toEqual([0, 0, 0, 0, 0]);
  });
});

/** Every standard and implementation specification of the Security Rule, 45 CFR 164.308 to 164.316. */
const RULE = [
  ...['(a)(1)(i)', '(a)(1)(ii)(A)', '(a)(1)(ii)(B)', '(a)(1)(ii)(C)', '(a)(1)(ii)(D)', '(a)(2)', '(a)(3)(i)'],
  ...['(a)(3)(ii)(A)', '(a)(3)(ii)(B)', '(a)(3)(ii)(C)', '(a)(4)(i)', '(a)(4)(ii)(A)', '(a)(4)(ii)(B)'],
  ...['(a)(4)(ii)(C)', '(a)(5)(i)', '(a)(5)(ii)(A)', '(a)(5)(ii)(B)', '(a)(5)(ii)(C)', '(a)(5)(ii)(D)'],
  ...['(a)(6)(i)', '(a)(6)(ii)', '(a)(7)(i)', '(a)(7)(ii)(A)', '(a)(7)(ii)(B)', '(a)(7)(ii)(C)', '(a)(7)(ii)(D)'],
  ...['(a)(7)(ii)(E)', '(a)(8)', '(b)(1)', '(b)(2)', '(b)(3)'],
]
  .map((paragraph) => `164.308${paragraph}`)
  .concat(
    ['(a)(1)', '(a)(2)(i)', '(a)(2)(ii)', '(a)(2)(iii)', '(a)(2)(iv)', '(b)', '(c)'].map((one) => `164.310${one}`),
    ['(d)(1)', '(d)(2)(i)', '(d)(2)(ii)', '(d)(2)(iii)', '(d)(2)(iv)'].map((one) => `164.310${one}`),
    ['(a)(1)', '(a)(2)(i)', '(a)(2)(ii)', '(a)(2)(iii)', '(a)(2)(iv)', '(b)'].map((one) => `164.312${one}`),
    ['(c)(1)', '(c)(2)', '(d)', '(e)(1)', '(e)(2)(i)', '(e)(2)(ii)'].map((one) => `164.312${one}`),
    ['(a)(1)', '(a)(2)(i)', '(a)(2)(ii)', '(a)(2)(iii)', '(b)(1)', '(b)(2)'].map((one) => `164.314${one}`),
    ['(a)', '(b)(1)', '(b)(2)(i)', '(b)(2)(ii)', '(b)(2)(iii)'].map((one) => `164.316${one}`),
  );

describe('the rows', () => {
  test('are every item of the rule and nothing else, each once', () => {
    const citations = rows.map(({ citation }) => citation);
    expect(new Set(citations).size).toBe(citations.length);
    expect([...new Set(citations.map((one) => one.replace(/ \w+$/, '')))].sort()).toEqual([...RULE].sort());
  });

  test('say how they are met, or in one line why they are not', () => {
    for (const { citation, claim, met, because, asks } of rows) {
      expect(asks, citation).toMatch(/^[A-Z].*\.$/);
      if (claim !== 'N/A') expect(met, citation).toMatch(/^[A-Z].*\.$/);
      if (claim === 'PASS') expect(because, citation).toBeUndefined();
      else expect(because, citation).toMatch(/^[^\n]{20,160}[^.\n]$/);
    }
  });

  test('cite tests that are there, by their names', () => {
    const missing = rows.flatMap(({ citation, tests = {} }) =>
      Object.entries(tests).flatMap(([file, titles]) => [
        ...(titles.length === 0 ? [`${citation}: no test of ${file}`] : []),
        ...titles.flatMap((title) => (sourceOf(file).includes(title) ? [] : [`${citation}: ${file}: ${title}`])),
      ]),
    );
    expect(missing).toEqual([]);
  });

  test('name pages that are there', () => {
    const pages = rows.flatMap(({ documents = [] }) => documents);
    expect(pages.filter((page) => !existsSync(join(ROOT, page)))).toEqual([]);
  });

  test('leave no check uncited, but those that AWS alone can answer', () => {
    const cited = rows.flatMap(({ template = [], live = [] }) => [...template, ...live] as string[]);
    const all = [...Object.keys(TEMPLATE_CHECKS), ...Object.keys(LIVE_CHECKS)];
    expect(all.filter((id) => !cited.includes(id))).toEqual([...AWS_ALONE]);
    expect(cited.filter((id) => AWS_ALONE.some((one) => one === id))).toEqual([]);
  });

  test('name their checks as the files of the checks are named', () => {
    const files = (folder: string, ids: object) =>
      Object.keys(ids).filter((id) => !existsSync(join(ROOT, 'hipaa', folder, `${id}.ts`)));
    expect([...files('checks', TEMPLATE_CHECKS), ...files('live', LIVE_CHECKS)]).toEqual([]);
  });
});

test('what `npm run hipaa` runs is what is cited, and the checks', () => {
  const files = citedFiles(SECTIONS);
  expect(files).toContain('test/hipaa/checks/template-checks.test.ts');
  expect(files).toContain('test/local/live-checks.test.ts');
  expect(files.filter((file) => sourceOf(file) === '')).toEqual([]);
});
