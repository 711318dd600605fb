/** The gate against a second reading of the policy, for generated policies, proofs and places. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { GATE_ERRORS, gate, inNetworks } from '../../../lambdas/session/gate.ts';
import { anInput, aPolicy, forbidden, inputOf } from './support/gate-table.ts';

test('the gate refuses for the first reason that any policy gives, and for no other', () => {
  const seen = new Map<string, number>();
  fc.assert(
    fc.property(anInput, (input) => {
      const reasons = forbidden(input);
      const expected = GATE_ERRORS.find((code) => reasons.has(code));
      const judged = gate(inputOf(input));
      expect(judged.ok ? undefined : judged.error).toBe(expected);
      seen.set(expected ?? 'passed', (seen.get(expected ?? 'passed') ?? 0) + 1);
    }),
    { numRuns: 20_000 },
  );
  expect([...seen.keys()].sort(), 'every rule decided').toEqual([...GATE_ERRORS, 'passed'].sort());
});

test('tightening a policy never opens the gate', () => {
  fc.assert(
    fc.property(anInput, aPolicy, (input, more) => {
      const loose = gate(inputOf({ ...input, organization: undefined }));
      const tight = gate(inputOf({ ...input, organization: more }));
      expect(loose.ok || !tight.ok).toBe(true);
    }),
    { numRuns: 5_000 },
  );
});

test.each(['', 'localhost', '10.1.2', '10.1.2.3.4', '010.1.2.3', '10.1.2.3%0'])('%j is in no network', (address) => {
  expect(inNetworks(address, ['10.0.0.0/8', '::/0'])).toBe(false);
});
