/** `hale log-key rotate` and `retire`: what they write is what the deployment accepts, in an order that loses no trust. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { logKeyRetire, logKeyRotate } from '../../../lib/operator/log-key.ts';
import { parseTenant } from '../../../lib/tenant.ts';

const TENANT = {
  tier: 'dedicated',
  account: '111122223333',
  region: 'us-east-1',
  issuer: 'https://auth.acme.example',
  privacyOfficer: 'privacy@acme.example',
  alarmContacts: ['on-call@acme.example'],
};
const at = (time: string): Date => new Date(`2026-11-${time}Z`);
let folder: string;
let said: string[];

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'hale-tenants-'));
  writeFileSync(join(folder, 'acme.json'), JSON.stringify(TENANT));
  said = [];
  vi.spyOn(console, 'log').mockImplementation((line: string) => void said.push(line));
});
afterEach(() => {
  rmSync(folder, { recursive: true });
  vi.restoreAllMocks();
});

const stored = () => parseTenant('acme', readFileSync(join(folder, 'acme.json'), 'utf8'));
const rotate = (time: string) => logKeyRotate({ tenant: 'acme' }, at(time), folder);
const retire = (time: string, early = false) => logKeyRetire({ tenant: 'acme', early }, at(time), folder);

test('a rotation makes a second key that signs beside the first, and says what to do', async () => {
  expect(await rotate('20T15:00:00')).toBe(0);
  expect(stored()).toMatchObject({ ...TENANT, logKey: { generation: 2, overlapSince: '2026-11-20' } });
  expect(said.join('\n')).toMatch(/npx cdk deploy 'acme\/\*'[\s\S]*After 2 full days: hale log-key retire/);
});

test('it ends when every log has had a day that both keys sealed', async () => {
  await rotate('20T15:00:00');
  await expect(retire('22T23:59:59')).rejects.toThrow(/may have no seal of both before 2026-11-23/);
  expect(stored().logKey).toEqual({ generation: 2, overlapSince: '2026-11-20' });
  expect(await retire('23T00:00:00')).toBe(0);
  expect(stored().logKey).toEqual({ generation: 2 });
});

test("a key that is out of its owner's hands is retired at once", async () => {
  await rotate('20T15:00:00');
  expect(await retire('20T16:00:00', true)).toBe(0);
  expect(stored().logKey).toEqual({ generation: 2 });
});

test('one rotation at a time, and none ends that has not begun', async () => {
  await expect(retire('20T15:00:00')).rejects.toThrow(/No rotation is under way/);
  await rotate('20T15:00:00');
  await expect(rotate('24T15:00:00')).rejects.toThrow(/under way since 2026-11-20/);
  await retire('24T15:00:00');
  await rotate('25T15:00:00');
  expect(stored().logKey).toEqual({ generation: 3, overlapSince: '2026-11-25' });
});

test('a tenant that is not there is named', async () => {
  await expect(logKeyRotate({ tenant: 'birch' }, at('20T15:00:00'), folder)).rejects.toThrow(/no tenants\/birch\.json/);
});
