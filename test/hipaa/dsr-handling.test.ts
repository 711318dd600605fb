/** T30: the commands of the page on requests of people, typed as they stand in it; the seed's three among them. */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { client } from '../dynamodb/api.ts';
import { eventsOf } from '../dynamodb/events.ts';
import { type Clinic, enrol, makeClinic } from '../dynamodb/people.ts';
import { startS3 } from '../dynamodb/s3.ts';
import { serve } from '../dynamodb/served.ts';
import { commandsOf, type } from './typed-page.ts';

vi.mock('../../lambdas/shared/aws/sns.ts', () => ({ publishIncident: async () => undefined }));

const folder = mkdtempSync(join(tmpdir(), 'hale-dsr-'));
let clinic: Clinic;
let userId: string;
let card: Record<string, string>;
beforeAll(async () => {
  const s3 = await startS3();
  process.env.AWS_ENDPOINT_URL_S3 = s3.endpoint;
  clinic = await makeClinic();
  ({ userId } = await enrol(clinic));
  const api = await serve();
  card = { HALE_URL: api.url, HALE_KEY: clinic.secret, USER_ID: userId };
  return async () => {
    await api.stop();
    await s3.stop();
  };
});
afterAll(() => rmSync(folder, { recursive: true }));

/** What each block under the heading shows; the files that it writes lie in the folder. */
async function typed(heading: string): Promise<string[]> {
  const shown: string[] = [];
  for (const block of commandsOf('hipaa/dsr-handling.md', heading)) {
    const { status, stdout, stderr } = await type(block, card, { cwd: folder });
    expect({ status, stderr }, stdout).toEqual({ status: 0, stderr: '' });
    shown.push(stdout);
  }
  return shown;
}
const file = (name: string) => readFileSync(join(folder, name));

test('a request is written down with its due date', async () => {
  const [received = ''] = await typed('Write it down');
  expect(JSON.parse(received)).toMatchObject({ kind: 'access', state: 'received', due_by: '45 CFR 164.524(b)(2)' });
});

test('access: a signed bundle of the person', async () => {
  const [, checked] = await typed('Access');
  expect(checked).toContain('Everything is as it was signed.');
  const bundle = JSON.parse(file('bundle.json').toString());
  expect(bundle.manifest.about).toEqual({ type: 'user', id: userId });
  expect(bundle.statement).toContain('\n\n— ');
});

test('amendment: another address, not verified yet, and a disagreement beside what the log says', async () => {
  const [amended = '', disagreed = ''] = await typed('Amendment');
  expect(JSON.parse(amended)).toMatchObject({
    field: 'email',
    user: { email: 'patient-new@example.com', email_verified: false },
  });
  expect(JSON.parse(disagreed)).toMatchObject({ dsr_id: expect.stringMatching(/^dsr_/) });
});

test('accounting: signed, and on paper', async () => {
  await typed('Accounting of disclosures');
  expect(JSON.parse(file('accounting.json').toString()).manifest.about).toEqual({ type: 'user', id: userId });
  expect(file('accounting.pdf').subarray(0, 5).toString()).toBe('%PDF-');
});

test('erasure: the person is gone, and each call is in the log', async () => {
  const [erased = ''] = await typed('Erasure');
  expect(JSON.parse(erased)).toEqual({ user_id: userId, status: 'completed' });
  expect((await client(clinic.secret)('GET /v1/users/{id}', { params: { id: userId } })).status).toBe(404);
  const types = (await eventsOf(clinic.projectId)).map(({ type: one }) => one).filter((one) => one.startsWith('dsr.'));
  expect(types).toEqual([
    'dsr.request.received',
    'dsr.export.created',
    'dsr.amended',
    'dsr.disagreement.recorded',
    'dsr.accounting.created',
    'dsr.accounting.created',
    'dsr.erasure.ordered',
    'dsr.erasure.completed',
  ]);
});
