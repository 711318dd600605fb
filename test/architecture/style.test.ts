/** What a newcomer relies on when reading: short files that say what they are, under names that can be guessed. */
import { existsSync } from 'node:fs';
import { dirname } from 'node:path';
import { describe, expect, it } from 'vitest';
import { files, read, SOURCE } from './sources.ts';

const LAMBDA = '^lambdas/(?!shared/)[^/]+';

/** The first pattern that matches gives the most lines a file may have; the next person splits it before that. */
const LIMITS: readonly (readonly [kind: string, pattern: RegExp, lines: number])[] = [
  ['one line a row', /^lambdas\/(routes|shared\/table)\.ts$/, Number.POSITIVE_INFINITY],
  ['contract or handler', new RegExp(`${LAMBDA}/[^/]+/(contract|request|handler)\\.ts$`), 60],
  ['rules or store', new RegExp(`${LAMBDA}/[^/]+\\.ts$`), 200],
  ['construct', /^lib\/constructs\//, 150],
  ['stack', /^lib\/stacks\//, 150],
  ['test', /^test\/.*\.test\.ts$/, 500],
  ['anything else', SOURCE, 300],
];

const linesOf = (text: string): number => text.trimEnd().split('\n').length;

describe('sizes', () => {
  it.each(LIMITS)('%s', (kind, pattern, limit) => {
    const long = read(SOURCE)
      .filter(({ file }) => LIMITS.find(([, other]) => other.test(file))?.[0] === kind && pattern.test(file))
      .map(({ file, text }) => ({ file, lines: linesOf(text) }))
      .filter(({ lines }) => lines > limit);
    expect(long).toEqual([]);
  });

  it('cover every source', () => {
    expect(read(SOURCE).length).toBeGreaterThan(100);
  });
});

describe('each file', () => {
  it('opens with what it is', () => {
    const OPENING = /^(#!.*\n)?(\/\*\*|\/\/ |"""|# )/;
    const silent = read(SOURCE).filter(({ file, text }) => !file.endsWith('.test.ts') && !OPENING.test(text));
    expect(silent.map(({ file }) => file)).toEqual([]);
  });

  it('has a name in kebab-case, folders too', () => {
    const CAPITALS = /^(.*\/)?(README|CONTRIBUTING|LICENSE|SECURITY|CHANGELOG)(\.md)?$/;
    const PYTHON = /(^|\/)[a-z0-9_]+\.py$/;
    const NAME = /^[a-z0-9.-]+(\/[a-z0-9.-]+)*$/;
    expect(files.filter((file) => !NAME.test(file) && !CAPITALS.test(file) && !PYTHON.test(file))).toEqual([]);
  });

  it('has a name that says something', () => {
    const NOTHING = /(^|[/-])(utils?|helpers?|common|misc|managers?|services?)([/.-]|$)/;
    expect(files.filter((file) => NOTHING.test(file))).toEqual([]);
  });
});

describe('tests', () => {
  it('lie where their source lies', () => {
    const MIRRORED = /^test\/(?=(bin|lib|lambdas|hipaa|console|scripts)\/)/;
    const lost = files.filter((file) => MIRRORED.test(file) && file.endsWith('.test.ts'));
    expect(lost.filter((file) => !existsSync(dirname(file.replace(MIRRORED, ''))))).toEqual([]);
  });
});
