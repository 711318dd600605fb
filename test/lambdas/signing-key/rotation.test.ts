/** Rotating the key of tokens: what is good when, in one environment and in another that has read the row before. */
import { createLocalJWKSet, decodeProtectedHeader, jwtVerify } from 'jose';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { client, request } from '../../dynamodb/api.ts';
import { eventsOf } from '../../dynamodb/events.ts';
import { makeOperator, tire } from '../../dynamodb/operators.ts';
import { type Clinic, type Envelope, enrol, makeClinic } from '../../dynamodb/people.ts';
import { bearer, database, TABLES } from '../../dynamodb/world.ts';

const { SIGNING_KEYS } = await import('../../../lambdas/shared/table.ts');
const { forgetSigningKeys } = await import('../../../lambdas/signing-key/signing-key-store.ts');
const { DeleteItemCommand } = await import('@aws-sdk/client-dynamodb');
const { marshall } = await import('@aws-sdk/util-dynamodb');

/** Each test begins a day later: nobody remembers what they read in the one before. */
let start = new Date('2026-11-22T12:00:00.000Z').getTime();
const at = (seconds: number) => vi.setSystemTime(start + seconds * 1_000);

let clinic: Clinic;
beforeEach(async () => {
  vi.useFakeTimers({ toFake: ['Date'] });
  start += 24 * 60 * 60_000;
  at(0);
  await database.send(new DeleteItemCommand({ TableName: TABLES.identity, Key: marshall(SIGNING_KEYS) }));
  forgetSigningKeys();
  clinic = await makeClinic();
});
afterEach(() => {
  vi.useRealTimers();
});

const rotate = (body: object) => client(clinic.secret)('POST /v1/admin/signing-keys/rotate', { body });
const status = async () => (await client(clinic.secret)('GET /v1/admin/signing-keys')).body;
const states = async () => (await status()).keys.map(({ state }: { state: string }) => state);
const me = async (token: string) => (await request('GET /v1/me', { headers: bearer(token) })).status;
const jwks = async () => (await request('GET /v1/auth/.well-known/jwks.json')).body;
const kidOf = (token: string) => decodeProtectedHeader(token).kid;
const refresh = async ({ refresh_token }: Envelope) =>
  request('POST /v1/auth/refresh', { body: { refresh_token }, headers: { 'x-authio-project': clinic.projectId } });

test('planned: the next key signs, and tokens of the one before are good until they end', async () => {
  const { envelope } = await enrol(clinic);
  expect(await states()).toEqual(['current', 'next', 'spare']);
  const published = (await jwks()).keys.map(({ kid }: { kid: string }) => kid);
  const rotated = await rotate({ reason: 'planned' });
  expect([rotated.status, await states()]).toEqual([200, ['previous', 'current', 'next']]);
  expect(await me(envelope.access_token)).toBe(200);

  const renewed = (await refresh(envelope)).body;
  expect([kidOf(envelope.access_token), kidOf(renewed.access_token)]).toEqual(published);
  await jwtVerify(renewed.access_token, createLocalJWKSet(await jwks()), { currentDate: new Date() });
  expect((await jwks()).keys).toHaveLength(3);
  expect((await rotate({ reason: 'planned' })).body.code).toBe('not_due_yet');
  at(3_600);
  expect(await states()).toEqual(['spare', 'current', 'next']);
  expect((await jwks()).keys).toHaveLength(2);
  const [event] = (await eventsOf(clinic.projectId)).filter(({ type }) => type === 'signing_key.rotated');
  expect(event).toMatchObject({
    target: { type: 'signing_key', id: published[1] },
    actor: { type: 'api_key', id: clinic.keyId },
    detail: { why: 'planned' },
  });
});

test('compromised: no token under it is good here at once, nor anywhere within 60 seconds; sessions go on', async () => {
  const { envelope } = await enrol(clinic);
  const old = kidOf(envelope.access_token);
  // As an environment that has just read the row, and hears of nothing.
  vi.resetModules();
  const { verifyAccessToken } = await import('../../../lambdas/token/verify-access-token.ts');
  const elsewhere = async () => (await verifyAccessToken(envelope.access_token, new Date())).ok;
  expect(await elsewhere()).toBe(true);
  vi.resetModules();

  at(1);
  expect((await rotate({ reason: 'compromised' })).status).toBe(200);
  expect(await states()).toEqual(['retired', 'current', 'next']);
  expect(await me(envelope.access_token)).toBe(401);
  expect((await jwks()).keys.map(({ kid }: { kid: string }) => kid)).not.toContain(old);
  let refusedAfter = 0;
  while (await elsewhere()) at(1 + ++refusedAfter);
  console.log(`T19: a retired key is refused elsewhere ${refusedAfter} s after the change`);
  expect(refusedAfter).toBeGreaterThan(0);
  expect(refusedAfter).toBeLessThanOrEqual(60);

  const renewed = await refresh(envelope);
  expect([renewed.status, await me(renewed.body.access_token)]).toEqual([200, 200]);
  expect(kidOf(renewed.body.access_token)).not.toBe(old);
});

test('the key before or the next one is retired by its name; the last one never is', async () => {
  const { envelope } = await enrol(clinic);
  const [first, second] = (await status()).keys.map(({ kid }: { kid: string }) => kid);
  await rotate({ reason: 'planned' });
  expect((await rotate({ reason: 'compromised', kid: first })).status).toBe(200);
  expect([await me(envelope.access_token), await states()]).toEqual([401, ['retired', 'current', 'next']]);
  expect((await rotate({ reason: 'compromised', kid: first })).body.code).toBe('already_decided');
  expect((await rotate({ reason: 'compromised', kid: second })).status).toBe(200);
  expect((await rotate({ reason: 'compromised' })).body.code).toBe('no_signing_key_left');
  expect((await rotate({ reason: 'compromised', kid: 'x'.repeat(43) })).body.code).toBe('not_found');
  expect((await rotate({ reason: 'planned', kid: first })).body.code).toBe('validation_failed');
  expect(await states()).toEqual(['retired', 'retired', 'current']);
});

test('of two at once one succeeds; an operator has just signed in, and has the scope', async () => {
  const both = await Promise.all([rotate({ reason: 'planned' }), rotate({ reason: 'planned' })]);
  expect(both.map(({ status }) => status).sort()).toEqual([200, 409]);
  const owner = await makeOperator(clinic, 'owner');
  await tire(owner);
  const body = { reason: 'compromised' };
  const tired = await owner.call('POST /v1/admin/signing-keys/rotate', { body });
  expect(tired.body.code).toBe('recent_authentication_required');
  const admin = await makeOperator(clinic, 'auditor');
  expect((await admin.call('POST /v1/admin/signing-keys/rotate', { body })).status).toBe(403);
});
