/**
 * A change of a policy is a loosening exactly when some request that the policy refused before is let in by it now. Held
 * against the gate and the limits themselves, over generated policies and every request that could tell them apart.
 */
import { describe, expect, test } from 'vitest';
import { isLoosening, isLooseningForAny, loosened } from '../../../lambdas/organization/loosening.ts';
import { isWithin } from '../../../lambdas/organization/networks.ts';
import { effectivePolicy, INHERIT, METHODS, type Policy } from '../../../lambdas/organization/policy.ts';
import { type GateInput, gate, inNetworks } from '../../../lambdas/session/gate.ts';
import { checkLimits } from '../../../lambdas/session/session.ts';
import { seeded } from '../../risk/random.ts';

/** Numbers that look random and are the same at each run. */
const numbers = (seed: number) => seeded(seed).below;
type Next = ReturnType<typeof numbers>;

const NETWORKS = ['10.0.0.0/8', '10.0.0.0/9', '10.128.0.0/9', '10.1.2.3/16', '192.0.2.0/24', '2001:db8::/32', '::/0'];
/** One inside and one outside of each block, and one that is no address. */
const ADDRESSES = [
  '10.0.0.1',
  '10.1.9.9',
  '10.127.255.255',
  '10.128.0.0',
  '10.255.255.255',
  '11.0.0.0',
  '9.255.255.255',
  '192.0.2.255',
  '192.0.3.0',
  '2001:db8::1',
  '2001:db9::',
  '::ffff:10.1.0.1',
  undefined,
];
const COUNTRIES = ['US', 'CA', 'DE', 'RU'];
const MODELS = ['a', 'b', 'c'];
const MINUTES = [0, 5, 15, 30, 1_440, 2_000];

const some = <T>(next: Next, list: readonly T[]): T[] => list.filter(() => next(3) === 0);
const one = <T>(next: Next, list: readonly T[]): T => list[next(list.length)] as T;
const rarely = (next: Next): boolean => next(4) === 0;

/** Often like `from`, so that changes of one member are as frequent as changes of many. */
const somePolicy = (next: Next, from: Policy = INHERIT): Policy => {
  const fresh: Policy = {
    require_mfa: rarely(next),
    require_passkey: rarely(next),
    require_sso: rarely(next),
    disabled_methods: some(next, METHODS),
    session_idle_timeout_min: one(next, MINUTES),
    session_absolute_max_min: one(next, MINUTES),
    refresh_window_min: one(next, MINUTES),
    ip_allowlist: some(next, NETWORKS),
    geo_allow: some(next, COUNTRIES),
    geo_deny: some(next, COUNTRIES),
    allowed_aaguids: some(next, MODELS),
    passkey_binding: one(next, ['any', 'device_bound'] as const),
    attestation: one(next, ['none', 'direct'] as const),
  };
  const names = Object.keys(fresh) as (keyof Policy)[];
  const kept = names.filter(() => next(3) > 0).map((name) => [name, from[name]]);
  return { ...fresh, ...Object.fromEntries(kept) };
};

type Effective = ReturnType<typeof effectivePolicy>;
interface Use {
  readonly gate: Omit<GateInput, 'policy'>;
  readonly createdMin: number;
  readonly activeMin: number;
  readonly use: 'check' | 'refresh';
}

const proof = (members: Partial<GateInput['proof']>): GateInput['proof'] => ({
  method: 'passkey',
  factors: ['passkey'],
  amr: ['mfa'],
  acr: 'phr',
  aaguid: 'a',
  synced: false,
  attested: true,
  atMs: 0,
  ...members,
});

const PROOFS: GateInput['proof'][] = [
  ...METHODS.map((method) => proof({ method, factors: [method], aaguid: undefined })),
  ...METHODS.map((method) => proof({ method, factors: [method], amr: [], aaguid: undefined })),
  ...METHODS.map((method) => proof({ method, factors: [method, 'passkey'] })),
  ...MODELS.map((aaguid) => proof({ aaguid })),
  ...MODELS.map((aaguid) => proof({ aaguid, method: 'sso', factors: ['sso', 'passkey'] })),
  ...MODELS.flatMap((aaguid) => [proof({ aaguid, synced: true }), proof({ aaguid, attested: false })]),
  proof({ aaguid: 'x' }),
];
const PLACES = ADDRESSES.flatMap((ip) => [...COUNTRIES, 'FR', undefined].map((country) => ({ ip, country })));
/** Ages around each limit. */
const AGES = [0, ...MINUTES.flatMap((minutes) => [minutes - 0.5, minutes + 0.5]).filter((age) => age > 0)];
const LIVES = AGES.flatMap((createdMin) =>
  AGES.filter((activeMin) => activeMin <= createdMin).flatMap((activeMin) =>
    (['check', 'refresh'] as const).map((use) => ({ createdMin, activeMin, use })),
  ),
);

const USER = { status: 'active' } as const;
const now = new Date('2030-01-01T00:00:00Z');
const ago = (minutes: number) => now.getTime() - minutes * 60_000;

const admitsProof = (policy: Effective, one: GateInput['proof']) =>
  gate({ proof: one, place: undefined, user: USER, membership: 'member', policy }).ok;
const admitsPlace = (policy: Effective, place: Use['gate']['place']) =>
  gate({ proof: proof({}), place, user: USER, membership: 'member', policy: { ...policy, ...noProof } }).ok;
const admitsLife = (policy: Effective, { createdMin, activeMin, use }: (typeof LIVES)[number]) =>
  checkLimits({ createdAtMs: ago(createdMin), lastActiveAtMs: ago(activeMin) }, policy, now, use).ok;
/** The gate asks about place and proof one after the other, so a request is let in when both parts are. */
const noProof = {
  require_mfa: false,
  require_passkey: false,
  require_sso: false,
  disabled_methods: [],
  allowed_aaguids: [],
  passkey_binding: 'any',
  attestation: 'none',
} as const;

/** Whether some request is let in by `after` that `before` refused: one whose every part `after` admits. */
function hasWitness(before: Effective, after: Effective): boolean {
  const parts = [
    PROOFS.map((one) => [admitsProof(after, one), admitsProof(before, one)]),
    PLACES.map((place) => [admitsPlace(after, place), admitsPlace(before, place)]),
    LIVES.map((life) => [admitsLife(after, life), admitsLife(before, life)]),
  ];
  const possible = parts.every((part) => part.some(([admitted]) => admitted));
  return possible && parts.some((part) => part.some(([admitted, admittedBefore]) => admitted && !admittedBefore));
}

const PAIRS = 1_000;

test('whatever lets in one request more is a loosening, for an organization under any project', () => {
  const next = numbers(1);
  let witnessed = 0;
  for (let pair = 0; pair < PAIRS; pair++) {
    const project = somePolicy(next);
    const before = somePolicy(next);
    const after = somePolicy(next, before);
    const witness = hasWitness(effectivePolicy(project, before), effectivePolicy(project, after));
    if (witness) witnessed++;
    if (witness && !isLoosening(project, before, after)) expect({ project, before, after }).toBe('a loosening');
  }
  console.log(`B16: ${PAIRS} changes, ${witnessed} let something in, 0 of them taken for tightenings`);
  expect(witnessed).toBeGreaterThan(PAIRS / 10);
  expect(witnessed).toBeLessThan((PAIRS * 9) / 10);
});

test('each member that is called looser lets one request more in by itself', () => {
  const next = numbers(2);
  const open: Policy = {
    ...INHERIT,
    session_idle_timeout_min: 9_999,
    session_absolute_max_min: 9_999,
    refresh_window_min: 9_999,
  };
  const seen = new Map<string, number>();
  for (let pair = 0; pair < PAIRS; pair++) {
    const [before, after] = [somePolicy(next), somePolicy(next)].map((policy) => effectivePolicy(policy)) as [
      Effective,
      Effective,
    ];
    for (const name of loosened(before, after)) {
      const only = (side: Effective): Effective => ({
        ...effectivePolicy(open),
        [name]: side[name],
        ...(name === 'geo_allow' && { geo_deny: side.geo_deny }),
      });
      // A list of which nothing is left admits nobody, whatever it held.
      if (!hasWitness(only(before), only(after)))
        expect({ name, before: only(before), after: only(after) }).toBe('looser');
      seen.set(name, (seen.get(name) ?? 0) + 1);
    }
  }
  expect([...seen.keys()].sort()).toEqual(
    Object.keys(INHERIT)
      .filter((name) => name !== 'geo_deny')
      .sort(),
  );
});

test("a project's change that loosens any organization's policy is a loosening", () => {
  const next = numbers(3);
  let found = 0;
  for (let pair = 0; pair < PAIRS; pair++) {
    const before = somePolicy(next);
    const after = somePolicy(next, before);
    const organization = somePolicy(next);
    const looser = loosened(effectivePolicy(before, organization), effectivePolicy(after, organization)).length > 0;
    if (!looser) continue;
    found++;
    if (!isLooseningForAny(before, after)) expect({ before, after, organization }).toBe('a loosening');
  }
  expect(found).toBeGreaterThan(PAIRS / 10);
});

describe('by the member', () => {
  const change = (before: Partial<Policy>, after: Partial<Policy>, project: Partial<Policy> = {}) =>
    isLoosening({ ...INHERIT, ...project }, { ...INHERIT, ...before }, { ...INHERIT, ...after });

  test.each<[what: string, before: Partial<Policy>, after: Partial<Policy>, loosening: boolean]>([
    ['a requirement goes', { require_mfa: true }, {}, true],
    ['a requirement comes', {}, { require_passkey: true }, false],
    ['a method comes back', { disabled_methods: ['sms', 'otp'] }, { disabled_methods: ['otp'] }, true],
    ['one method for another', { disabled_methods: ['sms'] }, { disabled_methods: ['otp'] }, true],
    ['a timeout grows', { session_idle_timeout_min: 5 }, { session_idle_timeout_min: 10 }, true],
    ['a short timeout is left to the default', { session_idle_timeout_min: 5 }, {}, true],
    ['a long timeout is left to the default', { session_idle_timeout_min: 60 }, {}, false],
    ['a list of networks is emptied', { ip_allowlist: ['10.0.0.0/8'] }, {}, true],
    ['a network is halved', { ip_allowlist: ['10.0.0.0/8'] }, { ip_allowlist: ['10.0.0.0/9'] }, false],
    [
      'two halves for a whole',
      { ip_allowlist: ['10.0.0.0/9', '10.128.0.0/9'] },
      { ip_allowlist: ['10.0.0.0/8'] },
      false,
    ],
    ['every network named', {}, { ip_allowlist: ['0.0.0.0/0', '::/0'] }, false],
    ['no network named any more', { ip_allowlist: ['0.0.0.0/0', '::/0'] }, {}, true],
    ['a country is denied no more', { geo_deny: ['RU', 'DE'] }, { geo_deny: ['DE'] }, true],
    ['what was denied is not allowed', { geo_deny: ['RU'] }, { geo_allow: ['US'] }, false],
    ['countries change places', { geo_allow: ['US'] }, { geo_allow: ['CA'] }, true],
    ['a model more', { allowed_aaguids: ['a'] }, { allowed_aaguids: ['a', 'b'] }, true],
    ['a model less', { allowed_aaguids: ['a', 'b'] }, { allowed_aaguids: ['a'] }, false],
    ['nothing', { require_mfa: true }, { require_mfa: true }, false],
    ['one looser, one tighter', { require_mfa: true }, { require_passkey: true }, true],
  ])('%s', (_, before, after, loosening) => {
    expect(change(before, after)).toBe(loosening);
  });

  test('what the project asks for anyway is not loosened by an organization that stops asking', () => {
    expect(change({ require_mfa: true }, {}, { require_mfa: true })).toBe(false);
    expect(
      change({ session_idle_timeout_min: 5 }, { session_idle_timeout_min: 30 }, { session_idle_timeout_min: 5 }),
    ).toBe(false);
  });

  test("a project's limit that is left to the default is one, though the default is shorter: an organization may rely on it", () => {
    const before = { ...INHERIT, session_idle_timeout_min: 20 };
    expect(isLooseningForAny(before, INHERIT)).toBe(true);
    expect(isLooseningForAny(INHERIT, before)).toBe(true);
    expect(isLooseningForAny(before, { ...INHERIT, session_idle_timeout_min: 10 })).toBe(false);
  });
});

test('networks within networks agree with the addresses that the gate finds in them', () => {
  const next = numbers(4);
  for (let pair = 0; pair < PAIRS; pair++) {
    const lists = () => [some(next, NETWORKS), some(next, NETWORKS)].filter((list) => list.length > 0);
    const [inner, outer] = [lists(), lists()];
    const holds = (of: string[][], ip: string | undefined) => of.every((list) => inNetworks(ip, list));
    const escapes = ADDRESSES.some((ip) => holds(inner, ip) && !holds(outer, ip));
    expect([inner, outer, isWithin(inner, outer)]).toEqual([inner, outer, !escapes]);
  }
});

test('an address has one number however it is spelt', () => {
  for (const spelling of ['2001:db8::/32', '2001:0db8:0:0::/32', '2001:DB8:0:0:0:0:0:0/32', '2001:db8:1:2::3/32'])
    expect([isWithin([[spelling]], [['2001:db8::/32']]), isWithin([['2001:db8::/32']], [[spelling]])]).toEqual([
      true,
      true,
    ]);
  expect(isWithin([['::ffff:1.2.3.0/120']], [['::ffff:102:300/120']])).toBe(true);
});
