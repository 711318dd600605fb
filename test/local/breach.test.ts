/** A breach in the local cloud: the roles suffice to open it, to contain it, and to change the key under tokens. */
import { decodeProtectedHeader } from 'jose';
import { beforeAll, expect, it } from 'vitest';
import { backend, type Clinic, call, type Envelope, enrol, good, makeClinic, signIn } from './clinic.ts';
import { clockFunction } from './clock-function.ts';
import { invoke } from './cloud.ts';

let clinic: Clinic;
let api: ReturnType<typeof backend>;
let person: Awaited<ReturnType<typeof enrol>>;
beforeAll(async () => {
  clinic = await makeClinic('Breached clinic');
  api = backend(clinic);
  person = await enrol(clinic, { email: 'breached@clinic.test' });
});

const me = async ({ access_token: bearer }: Envelope) => (await call('GET', '/v1/me', { bearer })).status;
const kidOf = ({ access_token }: Envelope) => decodeProtectedHeader(access_token).kid;
const kids = async () =>
  (await good<{ keys: { kid: string }[] }>('GET', '/v1/auth/.well-known/jwks.json')).keys.map(({ kid }) => kid);

it('is opened, contained to the last measure, and looked after by the clock', async () => {
  const asked = { title: 'Stolen laptop', summary: 'A laptop was stolen.', discovered_at: '2026-01-02T03:04:05Z' };
  const opened = await api('POST', '/v1/admin/breaches', asked);
  expect([opened.status, opened.body.privacy_officer_told]).toEqual([201, true]);
  const { id } = opened.body;
  const leaked = (await api('POST', '/v1/api-keys', { name: 'leaked' })).body;
  const order = {
    api_keys: [leaked.id],
    rotate_signing_keys: 'planned',
    credentials: { users: [person.envelope.user.id] },
    sessions: { project: true },
  };
  const contained = await api('POST', `/v1/admin/breaches/${id}/contain`, order);
  expect(contained.status).toBeLessThan(300);
  await invoke(await clockFunction('lookafterbreaches'), {});
  const { body } = await api('GET', `/v1/admin/breaches/${id}`);
  expect([body.status, body.containment.state]).toEqual(['contained', 'done']);
  expect(body.containment.steps.map(({ state }: { state: string }) => state)).toEqual(['done', 'done', 'done', 'done']);
  expect([await me(person.envelope), (await backend(leaked)('GET', '/v1/users')).status]).toEqual([401, 401]);
});

it('after a planned rotation the next key signs, and both are good', async () => {
  const other = await enrol(clinic, { email: 'rotated@clinic.test' });
  await expect
    .poll(async () => kidOf(await signIn(clinic, other.authenticator)), { timeout: 60_000, interval: 2_000 })
    .not.toBe(kidOf(person.envelope));
  expect(await kids()).toEqual(expect.arrayContaining([kidOf(person.envelope)]));
  const states = (await api('GET', '/v1/admin/signing-keys')).body.keys.map(({ state }: { state: string }) => state);
  expect(states).toEqual(['previous', 'current', 'next']);
  expect(await me(await signIn(clinic, other.authenticator))).toBe(200);
});
