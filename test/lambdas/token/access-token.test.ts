/** Access tokens: what they say, that any JOSE library can check them, and every confusion that must not work (row 18). */
import { createHmac, createPublicKey, generateKeyPairSync, type KeyObject, sign } from 'node:crypto';
import { calculateJwkThumbprint, createLocalJWKSet, decodeJwt, decodeProtectedHeader, jwtVerify } from 'jose';
import { afterEach, beforeAll, expect, test, vi } from 'vitest';
import { request } from '../../dynamodb/api.ts';
import { type Clinic, type Envelope, makeClinic, makeMember } from '../../dynamodb/people.ts';
import { bearer } from '../../dynamodb/world.ts';

let clinic: Clinic;
let envelope: Envelope;
let organization: string;
let jwks: { keys: [{ kid: string; x: string; kty: string; crv: string }] };
beforeAll(async () => {
  clinic = await makeClinic();
  ({ org: organization, envelope } = await makeMember(clinic, {}, 'nurse'));
  jwks = (await request('GET /v1/auth/.well-known/jwks.json')).body;
});
afterEach(() => {
  vi.useRealTimers();
});

const me = async (token: string) => {
  const { status, body } = await request('GET /v1/me', { headers: bearer(token) });
  return status === 200 ? status : [status, body.code];
};
const REFUSED = [401, 'unauthenticated'];
const encode = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url');

test('the claims are those of api.md', () => {
  const claims = decodeJwt(envelope.access_token);
  const { iat = 0, exp = 0 } = claims;
  expect(claims).toEqual({
    iss: 'https://auth.test',
    aud: 'authio',
    sub: envelope.user.id,
    sid: envelope.session_id,
    act_org: organization,
    act_role: 'nurse',
    project_id: clinic.projectId,
    roles: ['nurse'],
    permissions: [],
    amr: ['pop', 'user', 'mfa'],
    acr: 'phr',
    auth_time: iat,
    iat,
    nbf: iat,
    exp,
  });
  expect(Math.abs(exp - iat - 300)).toBeLessThanOrEqual(1);
  expect(Math.floor(Date.parse(envelope.expires_at) / 1000)).toBe(exp);
});

test('the published key checks them, is named by its thumbprint and may be cached for ten minutes', async () => {
  const { payload, protectedHeader } = await jwtVerify(envelope.access_token, createLocalJWKSet(jwks), {
    issuer: 'https://auth.test',
    audience: 'authio',
  });
  expect(payload.sid).toBe(envelope.session_id);
  const [key] = jwks.keys;
  expect(protectedHeader).toEqual({ alg: 'EdDSA', typ: 'JWT', kid: await calculateJwkThumbprint(key) });
  expect(key).toMatchObject({ kty: 'OKP', crv: 'Ed25519', use: 'sig', alg: 'EdDSA' });
  const { headers } = await request('GET /v1/auth/.well-known/jwks.json');
  expect(headers['cache-control']).toBe('public, max-age=600');
});

test('a token of this deployment is accepted as it is, and in no other spelling', async () => {
  const token: string = envelope.access_token;
  const [head = '', body = '', signature = ''] = token.split('.');
  expect(await me(token)).toBe(200);
  const respelled = `${signature.slice(0, -1)}${String.fromCharCode(signature.charCodeAt(signature.length - 1) + 1)}`;
  for (const other of [
    `${token}=`,
    `${token}.`,
    ` ${token}`,
    `${head}.${body}.${respelled}`,
    `${head}.${body}.`,
    `${head}.${body}`,
    `${head}=.${body}.${signature}`,
    `${token}${'A'.repeat(8_192)}`,
  ])
    expect(await me(other), other.slice(-20)).toEqual(REFUSED);
});

/** Our header and claims with changes, signed by whoever holds `key`. */
function forge(header: Record<string, unknown>, claims: Record<string, unknown>, key?: KeyObject | string): string {
  const input = `${encode({ ...decodeProtectedHeader(envelope.access_token), ...header })}.${encode({ ...decodeJwt(envelope.access_token), ...claims })}`;
  if (key === undefined) return `${input}.`;
  const bytes = Buffer.from(input);
  const signature = typeof key === 'string' ? createHmac('sha256', key).update(bytes).digest() : sign(null, bytes, key);
  return `${input}.${signature.toString('base64url')}`;
}

test('no confusion of algorithm or key is accepted', async () => {
  const mine = generateKeyPairSync('ed25519');
  const jwk = mine.publicKey.export({ format: 'jwk' });
  const published = createPublicKey({ key: { ...jwks.keys[0] }, format: 'jwk' }).export({
    type: 'spki',
    format: 'pem',
  });
  const forged = [
    forge({ alg: 'none' }, {}),
    forge({ alg: 'None', kid: undefined }, {}),
    forge({ alg: 'HS256' }, {}, String(published)),
    forge({ alg: 'HS256' }, {}, jwks.keys[0].x),
    forge({}, {}, mine.privateKey),
    forge({ kid: undefined }, {}, mine.privateKey),
    forge({ kid: await calculateJwkThumbprint({ kty: 'OKP', crv: 'Ed25519', x: jwk.x ?? '' }) }, {}, mine.privateKey),
    forge({ kid: '../../token-key' }, {}, mine.privateKey),
    forge({ jwk }, {}, mine.privateKey),
    forge({ jku: 'https://evil.test/jwks.json', kid: 'evil' }, {}, mine.privateKey),
    forge({ x5u: 'https://evil.test/cert.pem', x5c: ['MIIB'] }, {}, mine.privateKey),
    forge({ crit: ['exp'] }, {}, mine.privateKey),
    forge({}, { sub: 'user_01ARZ3NDEKTSV4RRFFQ69G5FAV' }, mine.privateKey),
  ];
  for (const token of forged) expect(await me(token)).toEqual(REFUSED);
});

test('it ends when it says', async () => {
  const { exp = 0 } = decodeJwt(envelope.access_token);
  vi.useFakeTimers({ toFake: ['Date'] });
  vi.setSystemTime(exp * 1000 - 1);
  expect(await me(envelope.access_token)).toBe(200);
  vi.setSystemTime(exp * 1000);
  expect(await me(envelope.access_token)).toEqual(REFUSED);
});

test('a key is no token and a token is no key', async () => {
  expect(await me(clinic.secret)).toEqual(REFUSED);
  expect(await me(envelope.refresh_token)).toEqual(REFUSED);
  const users = await request('GET /v1/users', { headers: bearer(envelope.access_token) });
  expect([users.status, users.body.code], 'nor is everybody an operator').toEqual([403, 'forbidden']);
});
