/** The state that a log tells, whatever order it is read in, and what is seen when the tables have another. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { ROLES } from '../../../lambdas/operator/operator.ts';
import { INHERIT } from '../../../lambdas/organization/policy.ts';
import {
  BROKEN,
  differencesBetween,
  digestOf,
  FACTS,
  newTurn,
  replay,
  stateOf,
  type Told,
  turnDue,
} from '../../../lambdas/state/state.ts';

const granted = (target: string, before: readonly string[], roles: readonly string[]): Told => ({
  type: roles.length > before.length ? 'operator.granted' : 'operator.revoked',
  target,
  detail: { user_id: target, before: [...before], roles: [...roles] },
});
const member = (type: string, target: string, detail: Told['detail']): Told => ({ type, target, detail });

describe('what a log tells', () => {
  test('is where each history ends', () => {
    const told = [
      granted('user_a', [], ['admin']),
      granted('user_a', ['admin'], ['owner', 'admin']),
      granted('user_b', [], ['auditor']),
      granted('user_b', ['auditor'], []),
      { type: 'api_key.created', target: 'key_a', detail: { name: 'x', scopes: ['users:write', 'users:read'] } },
      {
        type: 'api_key.created',
        target: 'key_b',
        detail: { name: 'x', scopes: [], expires_at: '2027-01-01T00:00:00.000Z' },
      },
      { type: 'api_key.created', target: 'key_c', detail: { name: 'x', scopes: [] } },
      { type: 'api_key.revoked', target: 'key_c', detail: {} },
      { type: 'client.created', target: 'mci_a', detail: { name: 'x', scopes: ['b', 'a'] } },
      member('membership.created', 'mem_a', { user_id: 'user_c', role: 'nurse' }),
      member('membership.updated', 'mem_a', { user_id: 'user_c', before: 'nurse', after: 'doctor' }),
      member('membership.created', 'mem_b', { user_id: 'user_d', role: 'nurse' }),
      member('membership.deleted', 'mem_b', { user_id: 'user_d', role: 'nurse' }),
      { type: 'org_policy.updated', target: 'org_a', detail: { before: {}, after: { require_mfa: true }, version: 2 } },
    ];
    expect(replay(told).state).toEqual(
      new Map([
        ['operator/user_a', FACTS.operator(['owner', 'admin'])],
        ['api_key/key_a', FACTS.api_key(['users:read', 'users:write'], undefined)],
        ['api_key/key_b', FACTS.api_key([], '2027-01-01T00:00:00.000Z')],
        ['client/mci_a', FACTS.client(['a', 'b'])],
        ['membership/mem_a', FACTS.membership('user_c', 'doctor')],
        ['policy/org_a', FACTS.policy({ ...INHERIT, require_mfa: true })],
      ]),
    );
  });

  test('is the same in whatever order it is read, also where states come back', () => {
    const walk = fc.array(fc.subarray([...ROLES]), { minLength: 1, maxLength: 12 });
    fc.assert(
      fc.property(walk, fc.infiniteStream(fc.nat()), (states, dice) => {
        const steps = states.map((roles, i) => granted('user_a', states[i - 1] ?? [], roles));
        const shuffled = steps.map((step) => ({ step, at: dice.next().value ?? 0 })).sort((a, b) => a.at - b.at);
        const end = states.at(-1) ?? [];
        const found = stateOf([['operator/user_a', FACTS.operator(end)]]);
        expect(differencesBetween(replay(shuffled.map(({ step }) => step)).state, found)).toEqual([]);
      }),
      { numRuns: 2_000 },
    );
  });

  test('contradicts itself where a step is missing, and then nothing agrees with it', () => {
    const broken = replay([granted('user_a', [], ['admin']), granted('user_a', ['owner'], ['auditor'])]);
    expect(broken.state.get('operator/user_a')).toBe(BROKEN);
    const twice = { type: 'client.created', target: 'mci_a', detail: { scopes: [] } };
    expect(replay([twice, twice]).state.get('client/mci_a')).toBe(BROKEN);
  });
});

describe('what is seen', () => {
  const { state: told } = replay([granted('user_a', [], ['admin'])]);
  test.each([
    ['nothing', [['operator/user_a', FACTS.operator(['admin'])]], []],
    ['a role that nobody gave', [['operator/user_a', FACTS.operator(['admin', 'owner'])]], [['user_a', 'other']]],
    [
      'a person whom nobody appointed',
      [
        ['operator/user_a', FACTS.operator(['admin'])],
        ['operator/user_b', FACTS.operator(['owner'])],
      ],
      [['user_b', 'unexpected']],
    ],
    ['a row that is gone', [], [['user_a', 'missing']]],
    ['one without roles is as one that is gone', [['operator/user_a', FACTS.operator([])]], [['user_a', 'missing']]],
  ] as [string, [string, string][], [string, string][]][])('%s', (_, found, expected) => {
    const differences = differencesBetween(told, stateOf(found));
    expect(differences.map(({ id, difference }) => [id, difference])).toEqual(expected);
  });

  test('equal states have equal digests, in whatever order; others have others', () => {
    const entries: [string, string][] = [
      ['client/a', FACTS.client(['x'])],
      ['client/b', FACTS.client([])],
    ];
    expect(digestOf('', stateOf(entries))).toBe(digestOf('', stateOf([...entries].reverse())));
    expect(digestOf('', stateOf(entries))).not.toBe(digestOf('', stateOf(entries.slice(1))));
    expect(digestOf('', stateOf(entries))).not.toBe(digestOf('more', stateOf(entries)));
  });
});

test('a turn is begun once a day, and gone on with until it is finished', () => {
  const now = new Date('2026-03-01T12:00:00.000Z');
  const later = new Date(now.getTime() + 25 * 60 * 60_000);
  const begun = { ...newTurn(now), after: 'org_a' };
  const finished = { ...begun, finishedAt: now.toISOString() };
  expect(turnDue(undefined, now)).toEqual(newTurn(now));
  expect(turnDue(begun, later)).toBe(begun);
  expect(turnDue(finished, now)).toBeUndefined();
  expect(turnDue(finished, later)).toEqual(newTurn(later));
});
