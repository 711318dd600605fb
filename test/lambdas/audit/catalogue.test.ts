import { describe, expect, test } from 'vitest';
import { type Route, routes } from '../../../lambdas/routes.ts';
import { type Emitted, issuesOf } from '../../emitted.ts';

const { CATALOGUE } = await import('../../../lambdas/audit/catalogue.ts');
const { ACTORS, TARGETS } = await import('../../../lambdas/audit/catalogue-kind.ts');
const { newId } = await import('../../../lambdas/shared/ids.ts');

interface Kind {
  readonly means?: string;
  readonly citations: readonly string[];
  readonly actors: readonly string[];
  readonly targets: readonly string[];
  readonly outcomes?: readonly string[];
  readonly sealed?: readonly string[];
  readonly detail: Readonly<Record<string, unknown>>;
}
const rows = Object.entries<Kind>(CATALOGUE);

describe('each row of the catalogue', () => {
  test.each(rows)('%s: namespace, subject and verb', (type) => {
    expect(type).toMatch(/^[a-z][a-z0-9_]*(\.[a-z][a-z0-9_]*){1,2}$/);
  });

  test.each(rows)('%s: means something, by law and to people', (_, { means, citations }) => {
    expect(means).toMatch(/^[A-Z][^\n]{10,160}\.$/);
    expect(citations.length).toBeGreaterThan(0);
    for (const one of citations)
      expect(one).toMatch(
        /^((308|310|312|314|316|502|508|512|520|522|524|526|528|530)\([a-z]\)(\([0-9a-zA-Z]+\))*|(402|404|406|408|410|414)(\([0-9a-z]+\))*)$/,
      );
  });

  test.each(rows)('%s: somebody acts in it, and it is about something', (_, { actors, targets, outcomes }) => {
    expect(actors.length).toBeGreaterThan(0);
    expect(targets.length).toBeGreaterThan(0);
    for (const one of [actors, targets, outcomes ?? ['success']]) expect(new Set(one).size).toBe(one.length);
    expect([...ACTORS]).toEqual(expect.arrayContaining([...actors]));
    expect(Object.keys(TARGETS)).toEqual(expect.arrayContaining([...targets]));
  });

  test.each(rows)('%s: no member is made for what is personal', (_, { detail }) => {
    const PERSONAL =
      /^(e?mail|email_address|address|phone|phone_number|first_name|last_name|full_name|ip|ip_address|user_agent|birth\w*|note|reason|findings)$/;
    expect(Object.keys(detail).filter((name) => PERSONAL.test(name))).toEqual([]);
  });
});

/** They change nothing: a ceremony's options are sealed into what the client holds, and userinfo is read by POST too. */
const CHANGES_NOTHING = [
  'POST /v1/auth/passkey/register/options',
  'POST /v1/auth/passkey/login/options',
  'POST /v1/auth/userinfo',
  'POST /v1/admin/break-glass/options',
];

describe('the route table', () => {
  const all = Object.entries<Route>(routes);

  test('names events for every route that changes anything', () => {
    const mute = all.filter(([name, { contract }]) => !/^(GET|OPTIONS) /.test(name) && contract.events.length === 0);
    expect(mute.map(([name]) => name)).toEqual(CHANGES_NOTHING);
  });

  test('names every event that only requests can cause', () => {
    const named = new Set(all.flatMap(([, { contract }]) => contract.events as readonly string[]));
    const byClock = (kind: Kind) => kind.actors.every((actor) => actor === 'system' || actor === 'deployer');
    const IMPLIED = [
      'request.refused',
      'abuse.limit_reached',
      'session.check_refused',
      'session.expired',
      'impersonation.refused',
    ];
    const missing = rows.filter(([type, kind]) => !named.has(type) && !byClock(kind) && !IMPLIED.includes(type));
    expect(missing.map(([type]) => type)).toEqual([]);
  });
});

describe('an event is held to its row', () => {
  const now = new Date();
  const user = newId('user', now);
  const event: Emitted = {
    id: newId('event', now),
    type: 'auth.signin_attempt',
    outcome: 'failure',
    reason: 'invalid_credentials',
    request: newId('request', now),
    actor: { type: 'user', id: user },
    target: { type: 'user', id: user },
    detail: { method: 'password' },
    salt: 'x',
    subjects: [user],
    sealed: [],
  };

  test('and passes when it is as it says', () => expect(issuesOf(event)).toEqual([]));

  test.each<[string, Partial<Emitted>]>([
    ['not in the catalogue', { type: 'auth.unheard_of' }],
    ['actor', { actor: { type: 'deployer', id: 'arn:aws:iam::1:user/a' } }],
    ['actor', { actor: { type: 'user', id: 'ada' } }],
    ['target session', { target: { type: 'session', id: newId('session', now) } }],
    ['target id', { target: { type: 'user', id: 'ada' } }],
    ['outcome', { outcome: 'success' }],
    ['denied without a reason', { outcome: 'denied', reason: undefined as never }],
    ['reason', { reason: 'The password was wrong' }],
    ['from nowhere', { subjects: [] }],
    ['session', { session: 'ada' }],
    ['without a grant', { on_behalf_of: { type: 'user', id: user } }],
    ['detail.method', { detail: {} }],
    ['detail.method', { detail: { method: 'guess' } }],
    ['Unrecognized', { detail: { method: 'password', email: 'x' } }],
    ['seals diagnosis', { sealed: ['diagnosis'] }],
    ['an address or number lies open', { reason: 'ada@example.com' }],
    ['a network address lies open', { detail: { method: '203.0.113.7' } }],
    ['a name lies open', { detail: { method: 'Ada Lovelace' } }],
  ])('%s', (issue, change) => {
    expect(issuesOf({ ...event, ...change }, ['Ada Lovelace']).join('\n')).toContain(issue);
  });

  test('an operator may act in whatever a grant is for', () => {
    const operator = { actor: { type: 'operator', id: user }, grant: { type: 'impersonation', id: 'imp_1' } };
    expect(issuesOf({ ...event, ...operator })).toEqual([]);
    expect(issuesOf({ ...event, actor: operator.actor })).toHaveLength(1);
  });
});
