/**
 * A person's data in the local cloud, asked for with the seed's own commands: the roles suffice, and an auditor who has
 * but the files and the public keys finds the bundles as they were signed, each event in its log.
 */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { dsrExport } from '../../lib/operator/dsr-export.ts';
import { verifyBundle } from '../../lib/operator/verify-bundle.ts';
import { backend, type Clinic, call, type Envelope, enrol, makeClinic } from './clinic.ts';
import { cloud } from './cloud.ts';

const folder = mkdtempSync(join(tmpdir(), 'hale-subject-'));
let clinic: Clinic;
let api: ReturnType<typeof backend>;
let person: Envelope;
let keys = '';

/** Whether the newest event of the person is under a signed checkpoint. */
const isProven = async (): Promise<boolean> => {
  const { body } = await api('GET', `/v1/events?limit=1&subject_id=${person.user.id}`);
  return (await api('GET', `/v1/audit-events/${body.data[0].id}/proof`)).status === 200;
};

beforeAll(async () => {
  clinic = await makeClinic('Clinic of a person');
  api = backend(clinic);
  person = (await enrol(clinic, { email: 'patient@clinic.test' })).envelope;
  process.env.HALE_API_KEY = clinic.secret;
});
afterAll(() => rmSync(folder, { recursive: true }));

it('is handed out at once where it is small, and checked offline', async () => {
  await expect.poll(isProven, { timeout: 200_000, interval: 2_000 }).toBe(true);
  const statements = await call<{ keys: string[] }>('GET', '/v1/compliance/statement-keys');
  const log = await api('GET', '/v1/audit-log/checkpoint');
  keys = join(folder, 'keys');
  writeFileSync(keys, [...statements.body.keys, log.body.verifier_key, ''].join('\n'));
  const path = `/v1/admin/users/${person.user.id}/dsr/export`;
  const body = { requested_by: 'alice@hospital.org', notes: 'Patient request 2026-05-21' };
  const { status, body: bundle } = await api('POST', path, body);
  expect([status, bundle.code]).toEqual([200, undefined]);
  expect(bundle.parts.account.email).toBe('patient@clinic.test');
  expect(bundle.manifest.facts.events - bundle.manifest.facts.pending).toBeGreaterThan(0);
  const file = join(folder, 'small.json');
  writeFileSync(file, JSON.stringify(bundle));
  expect(await verifyBundle([file], { keys: [keys], allowPending: true })).toBe(0);
});

it('is written by the clock where it is not, fetched by a link, and checked as well', async () => {
  const file = join(folder, 'large.json');
  const options = { requestedBy: 'alice@hospital.org', background: true, every: '1', api: cloud.apiUrl, output: file };
  expect(await dsrExport(person.user.id, options)).toBe(0);
  expect(JSON.parse(readFileSync(file, 'utf8')).manifest.about.id).toBe(person.user.id);
  expect(await verifyBundle([file], { keys: [keys], allowPending: true })).toBe(0);
});

it('is put right, disagreed with, and looked at by the person themselves', async () => {
  const path = `/v1/admin/users/${person.user.id}/dsr`;
  const amendment = { field: 'email', new_value: 'patient-new@example.com', reason: '§164.526 patient request' };
  const amended = await api('POST', `${path}/amend`, amendment);
  expect(amended).toMatchObject({ status: 200, body: { user: { email_verified: false } } });
  const disagreed = await api('POST', `${path}/disagreement`, { statement: 'I was never there.' });
  expect(disagreed.status).toBe(201);

  const read = await call<{ log: { entries: { event: string }[] } }>('GET', '/v1/me/access-log', {
    bearer: person.access_token,
  });
  expect(read.body.log.entries.map(({ event }) => event).slice(0, 2)).toEqual([
    'dsr.disagreement.recorded',
    'dsr.amended',
  ]);
  const file = join(folder, 'access-log.json');
  writeFileSync(file, JSON.stringify(read.body));
  expect(await verifyBundle([file], { keys: [keys], allowPending: true })).toBe(0);
});
