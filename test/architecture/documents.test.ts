/** Documents that lie are worse than none: their links lead somewhere, and decisions are told in one form. */
import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { files, read, SOURCE } from './sources.ts';

const decisions = read(/^docs\/adr\/.*\.md$/);
const numberOf = (file: string): string => /(\d{4})-[a-z0-9-]+\.md$/.exec(file)?.[1] ?? file;

describe('links', () => {
  it('of every document lead to a file that is there', () => {
    const LINK = /\]\(([^)#\s]+)(?:#[^)]*)?\)/g;
    const broken = read(/\.md$/).flatMap(({ file, text }) =>
      [...text.matchAll(LINK)]
        .map(([, target]) => target ?? '')
        .filter((target) => !/^[a-z]+:/.test(target) && !existsSync(join(dirname(file), target)))
        .map((target) => `${file} → ${target}`),
    );
    expect(broken).toEqual([]);
  });
});

describe('decisions', () => {
  it('are numbered without a gap', () => {
    expect(decisions.map(({ file }) => numberOf(file))).toEqual(
      decisions.map((_, index) => String(index + 1).padStart(4, '0')),
    );
    expect(decisions.length).toBeGreaterThan(0);
  });

  it.each(decisions)('$file tells context, decision and consequences on one page', ({ file, text }) => {
    expect(text).toMatch(new RegExp(`^# ${Number(numberOf(file))}\\. \\S`));
    expect(text.match(/^## .*/gm)).toEqual(['## Context', '## Decision', '## Consequences']);
    expect(text.split('\n').length).toBeLessThan(60);
  });

  it('that a comment cites exist', () => {
    const known = new Set(decisions.map(({ file }) => numberOf(file)));
    const cited = read(SOURCE).flatMap(({ file, text }) =>
      [...text.matchAll(/\bADR (\d{4})\b/g)].map(([, number]) => ({ file, number })),
    );
    expect(cited.filter(({ number }) => !known.has(number ?? ''))).toEqual([]);
  });
});

describe('the map', () => {
  it('names every top folder', () => {
    const text = read(/^CONTRIBUTING\.md$/)[0]?.text ?? '';
    const folders = new Set(
      files.filter((file) => file.includes('/') && !file.startsWith('.')).map((file) => file.split('/')[0]),
    );
    expect([...folders].filter((folder) => !text.includes(`\`${folder}/`))).toEqual([]);
  });
});
