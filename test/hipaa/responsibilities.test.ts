import { existsSync } from 'node:fs';
import { expect, test } from 'vitest';
import { DUTIES, PARTY_NAMES, responsibilityPage } from '../../hipaa/responsibilities.ts';

test('hipaa/shared-responsibility.md is the list of duties: after a change of it, run this with -u', async () => {
  await expect(responsibilityPage()).toMatchFileSnapshot('../../hipaa/shared-responsibility.md');
});

test('somebody has each duty, and the page that tells more is there', () => {
  expect(DUTIES.filter(({ by }) => Object.keys(by).length === 0)).toEqual([]);
  expect(DUTIES.filter(({ page }) => page && !existsSync(`hipaa/${page}`)).map(({ page }) => page)).toEqual([]);
});

test('everybody has some', () => {
  for (const party of PARTY_NAMES) expect(DUTIES.filter(({ by }) => by[party]).length, party).toBeGreaterThan(3);
});
