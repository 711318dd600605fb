/**
 * Each field of a policy (api.md), through the real endpoints: by itself it turns what would be allowed into a refusal,
 * at sign-in and at the next look at a session that began before; with its code, and in the log. Countries come from a
 * file as MaxMind writes them.
 */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join as joinPath } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { INHERIT, type Policy } from '../../../lambdas/organization/policy.ts';
import { request } from '../../dynamodb/api.ts';
import { handClock, MINUTE, START } from '../../dynamodb/clock.ts';
import { eventsOf } from '../../dynamodb/events.ts';
import { logIn, PASSWORD, withPassword, withPasswords } from '../../dynamodb/factors.ts';
import {
  type Clinic,
  type Envelope,
  enrol,
  join,
  makeOrganization,
  type Person,
  setPolicy,
  signIn,
} from '../../dynamodb/people.ts';
import { bearer } from '../../dynamodb/world.ts';
import { writeMmdb } from '../../risk/mmdb.ts';

const at = handClock();
const folder = mkdtempSync(joinPath(tmpdir(), 'hale-policy-'));
let clinic: Clinic;
beforeAll(async () => {
  writeFileSync(joinPath(folder, 'geo.mmdb'), writeMmdb({ '203.0.113.0/24': { country: { iso_code: 'US' } } }));
  process.env.RISK_DATA = folder;
  clinic = await withPasswords();
});
afterAll(() => rmSync(folder, { recursive: true }));

const OTHER_MODEL = '00000000-0000-4000-8000-00000000000a';

/** What somebody with a policy meets who does not have it: at the door, and inside. */
interface Row<F extends keyof Policy = keyof Policy> {
  readonly field: F;
  readonly value: Policy[F];
  readonly by: 'passkey' | 'password';
  readonly atSignIn: string;
  /** Of the session that began before; the same as at the door unless said. */
  readonly inside?: string;
  readonly event: 'session.expired' | 'session.check_refused';
}
const row = <F extends keyof Policy>(
  field: F,
  value: Policy[F],
  by: Row['by'],
  atSignIn: string,
  more: Partial<Row> = {},
): [string, Row] => [field, { field, value, by, atSignIn, event: 'session.expired', ...more } as Row];

const stays = { event: 'session.check_refused' } as const;
const DOORS = [
  row('require_mfa', true, 'password', 'step_up_required', { inside: 'policy_violation_mfa_required' }),
  row('require_passkey', true, 'password', 'step_up_required', { inside: 'policy_violation_passkey_required' }),
  row('require_sso', true, 'passkey', 'policy_violation_sso_required'),
  row('disabled_methods', ['password'], 'password', 'policy_violation_method_disabled'),
  row('ip_allowlist', ['10.0.0.0/8'], 'passkey', 'policy_violation_network', stays),
  row('geo_allow', ['DE'], 'passkey', 'policy_violation_location', stays),
  row('geo_deny', ['US'], 'passkey', 'policy_violation_location', stays),
  row('allowed_aaguids', [OTHER_MODEL], 'passkey', 'policy_violation_authenticator'),
  row('passkey_binding', 'device_bound', 'passkey', 'policy_violation_authenticator'),
  row('attestation', 'direct', 'passkey', 'policy_violation_authenticator'),
];

const enter = ({ by }: Row, person: Person, organization_id?: string) =>
  by === 'passkey'
    ? signIn(person, { organization_id })
    : logIn(person.clinic, person.email, PASSWORD, { organization_id });
const someone = (where: Clinic, { by }: Row) => (by === 'passkey' ? enrol(where) : withPassword(where));
const me = ({ access_token }: Envelope) => request('GET /v1/me', { headers: bearer(access_token) });
const refresh = ({ refresh_token }: Envelope) =>
  request('POST /v1/auth/refresh', { body: { refresh_token, activity: true } });
const codeOf = ({ status, body }: { status: number; body: { code?: string } }) => (status < 400 ? 'ok' : body.code);
const lastOf = async (scope: string, types: readonly string[]) =>
  (await eventsOf(scope)).filter(({ type }) => types.includes(type)).at(-1);
const ATTEMPTS = ['auth.signin_attempt', 'auth.step_up_required'];

test.each(DOORS)('%s of an organization decides who gets in', async (field, rule) => {
  const [without, within] = [await makeOrganization(clinic), await makeOrganization(clinic, { [field]: rule.value })];
  const person = await someone(clinic, rule);
  for (const org of [without, within]) await join(person, org);
  expect(codeOf(await enter(rule, person, without)), 'without it').toBe('ok');
  expect(codeOf(await enter(rule, person, within)), 'with it').toBe(rule.atSignIn);
  const reason = rule.atSignIn;
  expect(await lastOf(within, ATTEMPTS)).toMatchObject({ outcome: 'denied', reason, subjects: [person.userId] });
});

test.each(DOORS)(
  '%s of a project does, for who is in no organization, and for sessions that are there',
  async (field, rule) => {
    const own = await withPasswords({ environment: 'test' });
    const person = await someone(own, rule);
    const { body: envelope } = await enter(rule, person);
    const patch = await request('PATCH /v1/projects/me', {
      key: own.secret,
      body: { policy: { [field]: rule.value } },
    });
    expect(patch.status).toBe(200);
    // Each environment reads a project again after ten seconds.
    at(0, 10_001);
    expect(codeOf(await enter(rule, person)), 'at the door').toBe(rule.atSignIn);
    expect(codeOf(await me(envelope)), 'inside').toBe(rule.inside ?? rule.atSignIn);
    const of = { target: { type: 'session', id: envelope.session_id } };
    expect(await lastOf(own.projectId, [rule.event])).toMatchObject(of);
  },
);

test.each(DOORS)('%s acts on a session that began before, at its next request', async (field, rule) => {
  const org = await makeOrganization(clinic);
  const person = await someone(clinic, rule);
  await join(person, org);
  const { body: envelope } = await enter(rule, person, org);
  const code = rule.inside ?? rule.atSignIn;
  expect(codeOf(await me(envelope)), 'before').toBe('ok');
  await setPolicy(clinic, org, { [field]: rule.value });
  expect(codeOf(await me(envelope)), 'after').toBe(code);
  expect(await lastOf(org, [rule.event])).toMatchObject({ reason: code, target: { id: envelope.session_id } });
  const over = rule.event === 'session.expired';
  expect(codeOf(await refresh(envelope)), 'and no refresh helps').toBe(over ? 'session_expired' : code);
  await setPolicy(clinic, org, { [field]: INHERIT[rule.field] });
  expect(codeOf(await me(envelope)), 'what ended stays over, what was refused may go on').toBe(
    over ? 'session_expired' : 'ok',
  );
});

const LIMITS: [keyof Policy, string][] = [
  ['session_idle_timeout_min', 'policy_violation_session_idle'],
  ['session_absolute_max_min', 'policy_violation_session_absolute'],
  ['refresh_window_min', 'policy_violation_session_refresh_window'],
];

test.each(LIMITS)('%s says how long a session lasts, that began before or after', async (field, code) => {
  const [loose, org] = [await makeOrganization(clinic), await makeOrganization(clinic)];
  const person = await enrol(clinic);
  for (const one of [loose, org]) await join(person, one);
  const [without, before] = [
    (await signIn(person, { organization_id: loose })).body,
    (await signIn(person, { organization_id: org })).body,
  ];
  await setPolicy(clinic, org, { [field]: 2 });
  const { body: after } = await signIn(person, { organization_id: org });
  expect(after.session_policy[field.replace('session_', '')]).toBe(2);
  at(2);
  expect(codeOf(await refresh(without))).toBe('ok');
  for (const one of [before, after]) {
    expect(codeOf(await refresh(one))).toBe(code);
    const ended = await lastOf(org, ['session.expired']);
    expect(ended).toMatchObject({ reason: code, target: { id: one.session_id } });
  }
  expect(START + 2 * MINUTE).toBe(Date.now());
});
