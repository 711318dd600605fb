/** Accountings and requests in the local cloud: the seed's own curl command works, roles suffice, and a file arrives as bytes. */
import { execFileSync } from 'node:child_process';
import { beforeAll, expect, it } from 'vitest';
import { parseVkey } from '../../lambdas/log/note.ts';
import { checkBundle } from '../../lambdas/statement/bundle.ts';
import { backend, type Clinic, makeClinic } from './clinic.ts';
import { clockFunction } from './clock-function.ts';
import { cloud, invoke } from './cloud.ts';

let clinic: Clinic;
let api: ReturnType<typeof backend>;
let userId: string;

beforeAll(async () => {
  clinic = await makeClinic('Accounting clinic');
  api = backend(clinic);
  userId = (await api('POST', '/v1/users', { email: 'alice@clinic.test', name: 'Alice' })).body.id;
  const event = {
    client_id: 'disclosure-1',
    occurred_at: '2026-03-01T12:00:00Z',
    action: 'disclose',
    subject_id: userId,
    resource: { type: 'Immunization', id: '1' },
    purpose: 'PUBHLTH',
    disclosure: { recipient: 'County Health', address: '1 Main St', description: 'Immunization record' },
  };
  expect((await api('POST', '/v1/events', { events: [event] })).status).toBe(201);
});

const curl = (...more: string[]): Buffer =>
  execFileSync('curl', [
    '--silent',
    '--fail-with-body',
    ...['-H', `Authorization: Bearer ${clinic.secret}`],
    ...more,
    `${cloud.apiUrl}/v1/admin/users/${userId}/dsr/accounting`,
  ]);

it('an accounting is what was told, signed, and checked with the key that everybody gets', async () => {
  const bundle = JSON.parse(curl().toString('utf8'));
  expect(bundle.parts.accounting.entries).toMatchObject([
    { recipient: { name: 'County Health', address: '1 Main St' }, description: 'Immunization record' },
  ]);
  const { keys } = (await api('GET', '/v1/compliance/statement-keys')).body;
  expect(checkBundle(bundle, keys.map(parseVkey))).toEqual([]);
});

it('on paper it arrives as bytes', () => {
  const file = curl('-H', 'Accept: application/pdf');
  expect(file.subarray(0, 8).toString('latin1')).toBe('%PDF-1.7');
  expect(file.subarray(-8).toString('latin1')).toContain('%%EOF');
});

it('a request is taken in, and the clock tells of it when it is overdue', async () => {
  const asked = {
    kind: 'access',
    framework: 'ccpa',
    user_id: userId,
    requested_by: 'alice',
    received_at: '2020-01-01T00:00:00Z',
  };
  const { id } = (await api('POST', '/v1/compliance/dsr', asked)).body;
  await invoke(await clockFunction('remindrequests'), {});
  const { data } = (await api('GET', `/v1/events?target_id=${id}`)).body;
  expect(data.map(({ event }: { event: string }) => event).sort()).toEqual([
    'dsr.request.received',
    'dsr.request.reminded',
  ]);
  const step = { step: 'deny', reason: 'Nobody could say who asked' };
  expect((await api('POST', `/v1/compliance/dsr/${id}/transition`, step)).body.state).toBe('denied');
  const list = { actions: ['phi.disclosed'] };
  expect((await api('PUT', '/v1/compliance/disclosure-actions', list)).body).toMatchObject({ version: 1 });
});
