/**
 * What a proof leads to: a session, a challenge that names exactly these means, or a refusal with this code. Held against
 * a table of its own, for every combination of two means and for generated policies and people.
 */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { INHERIT, METHODS, type Method, type Policy } from '../../../lambdas/organization/policy.ts';
import { GATE_ERRORS } from '../../../lambdas/session/gate.ts';
import { type Factor, judgeProof, proofBy, renewals, withFactor } from '../../../lambdas/session/step-up.ts';
import { anAuthenticator, aVisit, forbidden, type Input, inputOf, someFactors } from './support/gate-table.ts';

const NOW = new Date('2026-03-01T12:00:00Z');

/** What each means shows: two that show the same are one. */
const SHOWS: Record<Method, string> = {
  passkey: 'holds a key, and is recognised by it',
  password: 'knows a secret',
  totp: 'holds an app',
  sms: 'holds a telephone',
  otp: 'reads a mailbox',
  magic_link: 'reads a mailbox',
  recovery: 'holds a sheet of codes',
  sso: 'is known elsewhere',
};
const shown = (factors: readonly Method[]) => new Set(factors.map((method) => SHOWS[method]));
/** A passkey with user verification is two factors by itself (NIST SP 800-63B-4 §3.1.7). */
const isSeveral = (factors: readonly Method[]) => factors.includes('passkey') || shown(factors).size > 1;

const CURED_BY_MORE = ['policy_violation_mfa_required', 'policy_violation_passkey_required'];

/** What somebody may have at hand, beside what they came with. */
const enrolled: fc.Arbitrary<Factor[]> = fc
  .tuple(fc.array(anAuthenticator, { maxLength: 2 }), fc.subarray<Method>(['totp', 'sms', 'otp', 'recovery']))
  .map(([passkeys, others]) => [
    ...passkeys.map((one) => ({ method: 'passkey' as const, ...one })),
    ...others.map((method) => ({ method })),
  ]);

const aPerson = fc.tuple(aVisit, someFactors, anAuthenticator, enrolled).map(([visit, factors, authenticator, has]) => {
  const device = factors.includes('passkey') ? authenticator : {};
  return { input: { ...visit, factors, mfa: isSeveral(factors), authenticator: device } as Input, has };
});

/** The same, with one more means. */
function joined(input: Input, { method, ...device }: Factor): Input {
  const factors = [...input.factors, ...(input.factors.includes(method) ? [] : [method])] as Input['factors'];
  const authenticator = method === 'passkey' ? device : input.authenticator;
  return { ...input, factors, mfa: input.mfa || isSeveral(factors), authenticator } as Input;
}
const opens = (input: Input) => forbidden(input).size === 0;
const unique = (methods: Method[]) => [...new Set(methods)];

function expected(input: Input, has: readonly Factor[]) {
  const reasons = forbidden(input);
  const first = GATE_ERRORS.find((code) => reasons.has(code));
  const doubted = input.risk === 'step_up' && !input.factors.includes('passkey');
  if (!first && !doubted) return 'session';
  if (first && !CURED_BY_MORE.includes(first)) return first;
  const others = has.filter(({ method }) => !shown(input.factors).has(SHOWS[method]));
  const methods = unique(others.filter((one) => opens(joined(input, one))).map(({ method }) => method));
  if (methods.length === 0) return first ?? 'blocked_by_risk_policy';
  return `${first ? 'policy' : 'risk'}: ${methods.join(', ')}`;
}

const told = (judged: ReturnType<typeof judgeProof>) => {
  if (!judged.ok) return judged.error;
  return judged.value ? `${judged.value.because}: ${judged.value.methods.join(', ')}` : 'session';
};

test('a proof leads to what the table says, and to nothing else', { timeout: 60_000 }, () => {
  const seen = new Map<string, number>();
  fc.assert(
    fc.property(aPerson, ({ input, has }) => {
      const should = expected(input, has);
      expect(told(judgeProof(inputOf(input), has, NOW))).toBe(should);
      const [kind = ''] = should.split(':');
      seen.set(kind, (seen.get(kind) ?? 0) + 1);
    }),
    { numRuns: 20_000 },
  );
  expect([...seen.keys()].sort(), 'every outcome occurred').toEqual(
    [...GATE_ERRORS, 'policy', 'risk', 'session'].sort(),
  );
});

test('whatever a challenge names opens the gate, and under require_passkey nothing but a passkey does', {
  timeout: 60_000,
}, () => {
  fc.assert(
    fc.property(aPerson, ({ input, has }) => {
      const strict = { ...input, project: { ...input.project, require_passkey: true } };
      const judged = judgeProof(inputOf(strict), has, NOW);
      if (!judged.ok) return;
      if (judged.value) expect(judged.value.methods).toEqual(['passkey']);
      else expect(strict.factors).toContain('passkey');
    }),
    { numRuns: 10_000 },
  );
});

const quiet = (policy: Partial<Policy>, factors: Input['factors']): Input => ({
  project: { ...INHERIT, ...policy },
  organization: undefined,
  status: 'active',
  membership: 'member',
  registers: undefined,
  ip: undefined,
  country: undefined,
  remote: true,
  risk: 'allow',
  factors,
  mfa: isSeveral(factors),
  authenticator: {},
});

test('for each two means: whether they are two, and what the token says of them', () => {
  for (const first of METHODS) {
    const alone = proofBy({ method: first }, NOW);
    expect([first, alone.amr.includes('mfa')]).toEqual([first, isSeveral([first])]);
    for (const second of METHODS) {
      const both = withFactor(alone, { method: second }, NOW);
      const known = isSeveral([first, second]);
      expect([first, second, both.amr.includes('mfa')]).toEqual([first, second, known]);
      const judged = judgeProof({ ...inputOf(quiet({ require_mfa: true }, [first])), proof: both }, [], NOW);
      expect([first, second, judged.ok]).toEqual([first, second, known]);
      const kinds = [first, second];
      const strong = kinds.includes('password') && (kinds.includes('totp') || kinds.includes('sms'));
      expect([first, second, both.acr]).toEqual([
        first,
        second,
        kinds.includes('passkey') ? 'phr' : strong ? 'aal2' : 'aal1',
      ]);
    }
  }
});

/** IANA, Authentication Method Reference Values, as of 2024-10-04. */
const REGISTERED = 'face fpt geo hwk iris kba mca mfa otp pin pop pwd rba retina sc sms swk tel user vbm wia'.split(
  ' ',
);

test('tokens name means by registered values, and questions about one’s life are none of ours', () => {
  const all = METHODS.flatMap((first) =>
    METHODS.map((second) => withFactor(proofBy({ method: first }, NOW), { method: second }, NOW).amr),
  ).flat();
  expect(all.filter((value) => !REGISTERED.includes(value))).toEqual([]);
  expect(all).not.toContain('kba');
});

test('who is signed in proves it again by no less than they came with', { timeout: 60_000 }, () => {
  const seen = new Set<string>();
  fc.assert(
    fc.property(aPerson, ({ input, has }) => {
      const settled = { ...input, risk: 'allow' as const };
      const enough = has.filter(({ method }) => {
        if (method === 'passkey' || settled.factors.includes('passkey')) return method === 'passkey';
        if (!settled.mfa) return true;
        return shown(settled.factors).has(SHOWS[method]) && SHOWS[method] !== SHOWS.otp;
      });
      const methods = unique(enough.filter((one) => opens(joined(settled, one))).map(({ method }) => method));
      expect(renewals(inputOf(settled), has, NOW)).toEqual(methods);
      for (const method of methods) seen.add(method);
    }),
    { numRuns: 20_000 },
  );
  expect([...seen].sort()).toEqual(['otp', 'passkey', 'recovery', 'sms', 'totp']);
});
