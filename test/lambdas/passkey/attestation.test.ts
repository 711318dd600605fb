/** Policies about the device behind a passkey: which may leave it, and whose maker signed for its model (features.md B12). */
import { beforeAll, describe, expect, test, vi } from 'vitest';
import { type Flaws, type Maker, makeMaker } from '../../attestation-authority.ts';
import { request } from '../../dynamodb/api.ts';
import {
  anonymously,
  type Clinic,
  enrol,
  join,
  makeClinic,
  makeOrganization,
  setPolicy,
  signIn,
} from '../../dynamodb/people.ts';
import { bearer } from '../../dynamodb/world.ts';
import { type AuthenticatorSettings, type Misbehaviour, makeAuthenticator } from '../../passkey-authenticator.ts';

const MODEL = 'a11ce000-0000-4000-8000-00000000000a';
const UNLISTED = 'a11ce000-0000-4000-8000-00000000000b';
const NO_ROOTS = 'a11ce000-0000-4000-8000-00000000000c';

const metadata = vi.hoisted(() => ({ statements: [] as unknown[] }));
vi.mock('../../../lambdas/passkey/fido-metadata.ts', () => ({ fidoMetadata: () => metadata.statements }));

const maker: Maker = makeMaker();
metadata.statements = [maker.statement(MODEL), { ...maker.statement(NO_ROOTS), attestationRootCertificates: [] }];

let clinic: Clinic;
beforeAll(async () => {
  clinic = await makeClinic();
});

let people = 0;
const newcomer = () => ({ email: `device${++people}@clinic.test` });

const begin = (body: Record<string, unknown>) =>
  request('POST /v1/auth/passkey/register/options', { headers: bearer(clinic.secret), body });

/** Enrols someone, and makes them a member before the passkey is judged by the organization. */
async function register(org: string, settings: AuthenticatorSettings, wrong: Misbehaviour = {}) {
  const { body: user } = await request('POST /v1/users', { key: clinic.secret, body: newcomer() });
  await join({ clinic, userId: user.id }, org);
  const begun = await begin({ email: user.email, organization_id: org });
  const passkey = makeAuthenticator(settings);
  const { status, body } = await request('POST /v1/auth/passkey/register/verify', {
    headers: anonymously(clinic),
    body: { request_id: begun.body.request_id, credential: passkey.create(begun.body.options, wrong) },
  });
  return { passkey, status, body, asked: begun.body.options.attestation, answer: status === 200 ? 'made' : body.code };
}

const certified = (flaws?: Flaws, aaguid = MODEL) => ({
  aaguid,
  synced: false,
  attester: maker.certify(aaguid, flaws),
});

describe('where a policy asks for attestation', () => {
  let org: string;
  beforeAll(async () => {
    org = await makeOrganization(clinic, { attestation: 'direct' });
  });

  test('the options ask for it, and nowhere else', async () => {
    expect((await begin({ ...newcomer(), organization_id: org })).body.options.attestation).toBe('direct');
    expect((await begin(newcomer())).body.options.attestation).toBe('none');
    const elsewhere = await makeOrganization(await makeClinic(), { attestation: 'direct' });
    expect((await begin({ ...newcomer(), organization_id: elsewhere })).body.options.attestation).toBe('none');
  });

  test('a model whose maker signed for it is made, shown as attested, and signs in', async () => {
    const { answer, body, passkey } = await register(org, certified());
    expect(answer).toBe('made');
    const { data } = (await request('GET /v1/me/passkeys', { headers: bearer(body.access_token) })).body;
    expect(data).toMatchObject([{ aaguid: MODEL, attested: true, binding: 'device_bound' }]);
    expect((await signIn({ clinic, passkey }, { organization_id: org })).status).toBe(200);
  });

  test.each<[string, AuthenticatorSettings, Misbehaviour?]>([
    ['no attestation', { aaguid: MODEL }],
    ['attestation by itself', { aaguid: MODEL }, { format: 'packed' }],
    ['a model that no metadata names', certified({}, UNLISTED)],
    ['a model whose metadata names no root', certified({}, NO_ROOTS)],
  ])('%s is a claim, and not enough', async (_, settings, wrong) => {
    expect((await register(org, settings, wrong)).answer).toBe('policy_violation_authenticator');
  });

  test.each<[string, AuthenticatorSettings, Misbehaviour?]>([
    ['of another maker', { ...certified(), attester: makeMaker().certify(MODEL) }],
    ['for another model', certified({ aaguid: UNLISTED })],
    ['that has ended', certified({ ended: true })],
    ['of an authority', certified({ authority: true })],
    ['of something else than an authenticator', certified({ subject: { C: 'US', O: 'Maker', OU: 'Web', CN: 'a' } })],
    ['over something else', certified(), { signature: Buffer.alloc(64, 1) }],
    ['in a format that is none', certified(), { format: 'Packed' }],
  ])('a signature %s is refused', async (_, settings, wrong) => {
    expect((await register(org, settings, wrong)).answer).toBe('passkey_verification_failed');
  });

  test('a passkey from before, that nobody signed for, does not sign in there any more', async () => {
    const person = await enrol(clinic, { aaguid: MODEL });
    await join(person, org);
    expect((await signIn(person, { organization_id: org })).body.code).toBe('policy_violation_authenticator');
    const elsewhere = await makeOrganization(clinic);
    await join(person, elsewhere);
    expect((await signIn(person, { organization_id: elsewhere })).status).toBe(200);
  });

  test('an allow-list holds for what is attested', async () => {
    const strict = await makeOrganization(clinic, { attestation: 'direct', allowed_aaguids: [UNLISTED] });
    expect((await register(strict, certified())).answer).toBe('policy_violation_authenticator');
    expect((await register(strict, { aaguid: UNLISTED })).answer, 'a claim').toBe('policy_violation_authenticator');
  });
});

describe('where a policy asks for device-bound passkeys', () => {
  let org: string;
  beforeAll(async () => {
    org = await makeOrganization(clinic, { passkey_binding: 'device_bound' });
  });

  test('a synced one is not registered, one that stays is', async () => {
    expect((await register(org, { synced: true })).answer).toBe('policy_violation_authenticator');
    expect((await register(org, { synced: false })).answer).toBe('made');
  });

  test('a synced one from before does not sign in, and its sessions end with the next request', async () => {
    const later = await makeOrganization(clinic);
    const person = await enrol(clinic, { synced: true });
    await join(person, later);
    const { body } = await signIn(person, { organization_id: later });
    const me = () => request('GET /v1/me', { headers: bearer(body.access_token) });
    expect((await me()).status).toBe(200);
    await setPolicy(clinic, later, { passkey_binding: 'device_bound' });
    expect((await me()).body.code).toBe('policy_violation_authenticator');
    expect((await signIn(person, { organization_id: later })).body.code).toBe('policy_violation_authenticator');
  });
});
