import { existsSync } from 'node:fs';
import { expect, test } from 'vitest';
import { riskPage, THREATS } from '../../hipaa/threats.ts';

test('hipaa/risk-analysis-starter.md is the register: after a change of it, run this with -u', async () => {
  await expect(riskPage()).toMatchFileSnapshot('../../hipaa/risk-analysis-starter.md');
});

test('each threat has an id of its own, a control that a test shows, and says what stays', () => {
  expect(new Set(THREATS.map(({ id }) => id)).size).toBe(THREATS.length);
  for (const { id, proofs, left, controls } of THREATS) {
    expect(
      proofs.filter((proof) => !existsSync(proof)),
      id,
    ).toEqual([]);
    expect([proofs.length, left, controls], id).not.toContain('');
    expect(proofs.length, id).toBeGreaterThan(0);
  }
});

test('the heaviest come first', () => {
  const page = riskPage();
  const light = THREATS.find(({ impact }) => impact === 'medium')?.threat ?? '';
  const heavy = THREATS.find(({ impact, likelihood }) => impact === 'high' && likelihood === 'medium')?.threat ?? '';
  expect(page.indexOf(heavy)).toBeLessThan(page.indexOf(light));
});
