import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import * as z from 'zod';
import { parseTenant, readTenants, TenantError, tenantSchema } from '../../lib/tenant.ts';

const ROOT = join(import.meta.dirname, '../..');
const GOOD = {
  tier: 'dedicated',
  account: '111122223333',
  region: 'us-east-1',
  issuer: 'https://auth.acme.example',
  privacyOfficer: 'privacy@acme.example',
  alarmContacts: ['on-call@acme.example'],
};

const parse = (changes: Record<string, unknown>, name = 'acme') =>
  parseTenant(name, JSON.stringify({ ...GOOD, ...changes }));

test('the tenants of the repository are valid', () => {
  expect(readTenants(join(ROOT, 'tenants')).map(({ name }) => name)).toContain('demo');
});

test('the JSON Schema for editors is that of the code', () => {
  const committed = JSON.parse(readFileSync(join(ROOT, 'lib/tenant-schema.json'), 'utf8'));
  expect(committed).toEqual(z.toJSONSchema(tenantSchema, { io: 'input' }));
});

test('what is left out takes the strict choice', () => {
  expect(parse({})).toMatchObject({ name: 'acme', retentionDays: 2557, signing: 'strict', key: 'own' });
});

test.each([
  ['tier', 'gold', /tenants\/acme\.json: tier: /],
  ['account', '12345', /tenants\/acme\.json: account: must be the 12 digits of an AWS account/],
  ['region', 'mars-north-1', /tenants\/acme\.json: region: /],
  ['domain', 'https://acme.example', /tenants\/acme\.json: domain: must be a domain name in lower case/],
  ['issuer', 'http://auth.acme.example', /tenants\/acme\.json: issuer: must be an https origin/],
  ['issuer', 'https://auth.acme.example/', /tenants\/acme\.json: issuer: must be an https origin/],
  ['retentionDays', 2556, /tenants\/acme\.json: retentionDays: must be at least 2557 days/],
  ['signing', 'envelope', /tenants\/acme\.json: signing: /],
  ['key', 'alias/mine', /tenants\/acme\.json: key: /],
  ['mailFrom', 'nobody', /tenants\/acme\.json: mailFrom: must be an e-mail address/],
  ['mailFrom', 'Hale <a@acme.example>', /tenants\/acme\.json: mailFrom: must be an e-mail address/],
  ['smsOriginationNumber', '0170 1234567', /tenants\/acme\.json: smsOriginationNumber: must be a number in E\.164/],
  ['privacyOfficer', 'nobody', /tenants\/acme\.json: privacyOfficer: must be an e-mail address/],
  ['alarmContacts', [], /tenants\/acme\.json: alarmContacts: must name at least one contact/],
  ['alarmContacts', ['x'], /tenants\/acme\.json: alarmContacts\.0: must be an e-mail address/],
  ['retention', 9999, /tenants\/acme\.json: file: Unrecognized key: "retention"/],
])('a wrong %s (%j) is refused by file and member', (member, value, message) => {
  expect(() => parse({ [member]: value })).toThrow(message);
});

test('every wrong member is named at once', () => {
  expect(() => parse({ tier: 'gold', account: '1' })).toThrow(/tier: .*\n.*account: /);
});

test.each(['A', '-a', 'a', 'a_b', 'a'.repeat(33), '../a'])('%j is no name of a tenant', (name) => {
  expect(() => parse({}, name)).toThrow(/the name must be/);
});

test('what is not JSON is named', () => {
  expect(() => parseTenant('acme', '{')).toThrow(TenantError);
  expect(() => parseTenant('acme', '{')).toThrow(/tenants\/acme\.json: is not JSON/);
});
