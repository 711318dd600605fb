import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { DEFAULT_RISK_POLICY } from '../../lambdas/risk/risk-policy.ts';
import { ATTACK_KINDS } from './attacks.ts';
import { drawCurve } from './curve.ts';
import { evaluate, evaluateBoth, meanShare, PUBLISHED, shareFrom, total } from './evaluate.ts';
import { fillPage, peopleLines } from './report.ts';

const PEOPLE = 600;
const { step_up, block } = DEFAULT_RISK_POLICY.thresholds;
const informed = evaluate(PEOPLE, 7, 'with files');
const blind = evaluate(PEOPLE, 7, 'without files');
const docs = (name: string): string => readFileSync(join(import.meta.dirname, '../../docs', name), 'utf8');
const page = docs('risk.md');

describe('a simulated month at the default thresholds', () => {
  it('asks few honest people for more, and refuses hardly any', () => {
    console.log(peopleLines([informed, blind]).join('\n'));
    expect(total(informed.honest)).toBeGreaterThan(8_000);
    expect(shareFrom(informed.honest, step_up)).toBeLessThan(0.01);
    expect(shareFrom(informed.honest, block)).toBeLessThan(0.002);
    expect(shareFrom(blind.honest, step_up)).toBeLessThan(0.005);
  });

  it('lets in people with passkeys, travellers among them', () => {
    expect(informed.passkeys.all).toBeGreaterThan(8_000);
    expect(informed.passkeys.blocked / informed.passkeys.all).toBeLessThan(0.002);
    expect(blind.passkeys.blocked).toBe(0);
  });

  it.each([
    ['stuffing from data centres', 0.95],
    ['stuffing through homes', 0.75],
    ['code phished, used through Tor', 0.95],
    ['code phished, used in another country', 0.75],
    ['bot with a stolen code', 0.95],
  ] as const)('stops %s, in most cases', (kind, least) => {
    expect(shareFrom(informed.attacks[kind], step_up)).toBeGreaterThan(least);
  });

  it.each(['laptop stolen, in the same city', "household, on the person's device"] as const)(
    'does not see %s, and docs/risk.md says so',
    (kind) => {
      expect(shareFrom(informed.attacks[kind], step_up)).toBeLessThan(0.1);
      expect(page).toContain('The engine does not see');
    },
  );

  it('finds less without the files, and errs no more', () => {
    for (const kind of ATTACK_KINDS)
      expect(shareFrom(blind.attacks[kind], step_up)).toBeLessThanOrEqual(shareFrom(informed.attacks[kind], step_up));
    expect(shareFrom(blind.honest, step_up)).toBeLessThanOrEqual(shareFrom(informed.honest, step_up));
  });

  it('stops more attacks and more honest people the lower the threshold', () => {
    const thresholds = [10, 25, 40, 60, 75, 100];
    const falling = (shares: number[]) => expect(shares).toEqual([...shares].sort((a, b) => b - a));
    falling(thresholds.map((threshold) => meanShare(informed, threshold)));
    falling(thresholds.map((threshold) => shareFrom(informed.honest, threshold)));
  });

  it('comes out the same each time, and otherwise with another seed', () => {
    expect(evaluate(50, 7, 'with files')).toEqual(evaluate(50, 7, 'with files'));
    expect(evaluate(50, 7, 'with files')).not.toEqual(evaluate(50, 8, 'with files'));
  });
});

describe('docs/risk.md', () => {
  it('prints the weights and the figures that these rules have, and so does its picture', { timeout: 120_000 }, () => {
    const published = evaluateBoth(PUBLISHED.people, PUBLISHED.seed);

    expect(page).toBe(fillPage(page, published));
    expect(docs('risk-curve.svg')).toBe(drawCurve(published));
  });

  it('names the default thresholds, and says that it is a simulation', () => {
    expect(page).toContain(`\`step_up\` from ${step_up}`);
    expect(page).toContain(`\`block\` from ${block}`);
    expect(page).toContain('It is a simulation');
  });
});

describe('the picture', () => {
  it('shows each attack and honest people, readable on light and dark', () => {
    const svg = drawCurve([informed, blind]);

    for (const kind of ATTACK_KINDS) expect(svg.toLowerCase()).toContain(kind.replace("'", '’').toLowerCase());
    expect(svg).toContain('prefers-color-scheme: dark');
    expect(svg.match(/threshold \(score\)/g)).toHaveLength(ATTACK_KINDS.length + 1);
    expect(svg).not.toContain('NaN');
  });
});
