/** `hale tenant add`: what it writes is what the deployment accepts. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { tenantAdd } from '../../../lib/operator/tenant-add.ts';
import { parseTenant } from '../../../lib/tenant.ts';

const options = {
  tier: 'dedicated',
  account: '123456789012',
  region: 'eu-central-1',
  domain: 'auth.acme.example',
  mailFrom: 'no-reply@acme.example',
  privacyOfficer: 'privacy@acme.example',
  alarmContact: ['on-call@acme.example'],
};
let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'hale-tenants-'));
  vi.spyOn(console, 'log').mockReturnValue();
});
afterEach(() => {
  rmSync(folder, { recursive: true });
  vi.restoreAllMocks();
});

test('writes a file that the deployment accepts, with tokens issued under the domain', async () => {
  expect(await tenantAdd('acme', options, folder)).toBe(0);

  const tenant = parseTenant('acme', readFileSync(join(folder, 'acme.json'), 'utf8'));
  expect(tenant).toMatchObject({ issuer: 'https://auth.acme.example', retentionDays: 2557, key: 'own' });
  expect(tenant.mailFrom).toBe('no-reply@acme.example');
});

test('names each wrong member, and writes nothing', async () => {
  const wrong = { ...options, account: '12', region: 'mars-north-1' };

  await expect(tenantAdd('acme', wrong, folder)).rejects.toMatchObject({
    exitCode: 2,
    message: expect.stringMatching(/acme\.json: account: must be the 12 digits.*\n.*region/),
  });
  expect(() => readFileSync(join(folder, 'acme.json'))).toThrow('ENOENT');
});

test('never overwrites a tenant', async () => {
  writeFileSync(join(folder, 'acme.json'), 'mine');

  await expect(tenantAdd('acme', options, folder)).rejects.toThrow('exists already');
  expect(readFileSync(join(folder, 'acme.json'), 'utf8')).toBe('mine');
});
