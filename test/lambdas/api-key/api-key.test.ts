import { createHash } from 'node:crypto';
import { expect, test } from 'vitest';
import { type ApiKey, grantKey, keyIdOf, newApiKey, successorOf, verifyKey } from '../../../lambdas/api-key/api-key.ts';
import { newId } from '../../../lambdas/shared/ids.ts';

const NOW = new Date('2025-06-01T00:00:00Z');
const GRANT = { name: 'key', scopes: ['api_keys:write'], expiresAt: undefined } as const;
const hashOfNothing = createHash('sha256').digest('base64url');
const key = (overrides: Partial<ApiKey> = {}): ApiKey => ({
  id: newId('key', NOW),
  projectId: 'proj_1',
  name: 'key',
  scopes: ['api_keys:write'],
  hash: 'x',
  expiresAt: undefined,
  createdAt: NOW.toISOString(),
  ...overrides,
});

test('a secret names its key and ends in a checksum that scanners can verify', () => {
  const { key: made, secret } = newApiKey(GRANT, { id: 'proj_1', environment: 'live' }, NOW);
  expect(secret).toMatch(/^sk_live_[0-9A-Z]{26}_[0-9a-f]{64}_[0-9a-f]{8}$/);
  expect(keyIdOf(secret)).toBe(made.id);
  expect(JSON.stringify(made)).not.toContain(secret.split('_')[3]);
  expect(keyIdOf(`${secret.slice(0, -1)}${secret.endsWith('0') ? '1' : '0'}`)).toBeUndefined();
  expect(keyIdOf(`${secret} `)).toBeUndefined();
});

test('a key is good with its own secret until the moment it expires', () => {
  const grant = { ...GRANT, expiresAt: NOW.toISOString() };
  const { key: stored, secret } = newApiKey(grant, { id: 'proj_1', environment: 'test' }, new Date(0));
  expect(verifyKey(stored, secret, new Date(NOW.getTime() - 1)).ok).toBe(true);
  expect(verifyKey(stored, secret, NOW)).toEqual({ ok: false, error: 'unauthenticated' });
  expect(verifyKey({ ...stored, hash: hashOfNothing }, secret, new Date(0)).ok).toBe(false);
  expect(verifyKey(undefined, secret, NOW).ok).toBe(false);
});

test('a grant is within what is held; none stands for all of it', () => {
  const scopes = ['users:read', 'users:write'] as const;
  const held = { scopes, expiresAt: undefined };
  expect(grantKey({ name: 'a', scopes: ['users:read', 'users:read'] }, held, NOW)).toMatchObject({
    value: { scopes: ['users:read'] },
  });
  expect(grantKey({ name: 'a', scopes: [] }, held, NOW)).toMatchObject({ value: { scopes } });
  expect(grantKey({ name: 'a', scopes: ['audit:read'] }, held, NOW)).toEqual({ ok: false, error: 'forbidden' });
});

test('an expiry lies ahead, and is kept in UTC', () => {
  const grant = (expires_at: string) =>
    grantKey({ name: 'a', scopes: [], expires_at }, { scopes: [], expiresAt: undefined }, NOW);
  expect(grant('2025-06-01T02:00:01+02:00')).toMatchObject({ value: { expiresAt: '2025-06-01T00:00:01.000Z' } });
  expect(grant('2025-06-01T02:00:00+02:00')).toEqual({ ok: false, error: 'validation_failed' });
});

test('a grant lasts no longer than what is held, and as long where nothing is said', () => {
  const held = { scopes: [], expiresAt: '2025-06-02T00:00:00.000Z' };
  const grant = (expires_at?: string) => grantKey({ name: 'a', scopes: [], expires_at }, held, NOW);
  expect(grant()).toMatchObject({ value: { expiresAt: held.expiresAt } });
  expect(grant('2025-06-02T01:00:00+01:00')).toMatchObject({ value: { expiresAt: held.expiresAt } });
  expect(grant('2025-06-01T12:00:00Z')).toMatchObject({ value: { expiresAt: '2025-06-01T12:00:00.000Z' } });
  expect(grant('2025-06-02T00:00:00.001Z')).toEqual({ ok: false, error: 'forbidden' });
});

test('the successor of a key is another one that can manage keys now, the one that lives longest', () => {
  const own = key();
  const soon = key({ expiresAt: '2025-07-01T00:00:00.000Z' });
  const late = key({ expiresAt: '2026-07-01T00:00:00.000Z' });
  const expired = key({ expiresAt: '2025-05-01T00:00:00.000Z' });
  const reader = key({ scopes: ['users:read'] });
  expect(successorOf(own, [own, reader, expired], NOW)).toBeUndefined();
  expect(successorOf(own, [soon, late, expired], NOW)).toBe(late);
  expect(successorOf(own, [soon, key({ id: 'key_forever' }), late], NOW)?.id).toBe('key_forever');
});
