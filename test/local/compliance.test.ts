/** A project under the preset in the local cloud: made with its agreement, in the roles of its functions, and stated. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { parseVkey } from '../../lambdas/log/note.ts';
import { isStatementOf } from '../../lambdas/statement/statement.ts';
import { createProject } from '../../lib/operator/project-create.ts';
import { inDays } from '../dynamodb/agreements.ts';
import { backend, call } from './clinic.ts';
import { clockFunction } from './clock-function.ts';
import { invoke, output, settings } from './cloud.ts';

let folder = '';
let api: ReturnType<typeof backend>;
const project = {
  name: 'Preset clinic',
  environment: 'test',
  rpId: 'localhost',
  origin: ['http://localhost:4100'],
  signUp: 'closed',
  preset: 'hipaa',
};
const make = (more: object) =>
  createProject({ ...project, ...more, function: output('CreateProjectFunction') }, settings);

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'hale-preset-'));
  const baaDocument = join(folder, 'baa.pdf');
  writeFileSync(baaDocument, 'signed by both');
  const signed = { baaDocument, baaCounterparty: 'Mercy General Hospital', baaSigned: inDays(-1) };
  const made = await make({ ...signed, baaEffective: inDays(-1), baaExpires: inDays(20) });
  api = backend({ secret: made.secret });
});
afterAll(() => rmSync(folder, { recursive: true }));

it('is not made without an agreement', async () => {
  await expect(make({})).rejects.toThrow(/--baa-document/);
});

it('guards what the preset asks for from its first moment on', async () => {
  const { body } = await api('GET', '/v1/projects/me');
  expect(body).toMatchObject({
    settings: { preset: 'hipaa', passwords: 'off', two_person: true },
    policy: { require_mfa: true, require_passkey: true, session_idle_timeout_min: 15 },
  });
  const drift = await api('GET', '/v1/compliance/drift');
  expect([drift.status, drift.body.project]).toEqual([200, []]);
});

it('is stated under the key of the deployment', async () => {
  const { status, body } = await api('GET', '/v1/compliance/posture');
  expect(status).toBe(200);
  const checks: { id: string; result: string }[] = body.document.checks;
  const result = (id: string) => checks.find((one) => one.id === id)?.result;
  expect(['agreement.in_force', 'log.archived', 'log.signed'].map(result)).toEqual(['pass', 'pass', 'pass']);
  const { keys } = (await call<{ keys: string[] }>('GET', '/v1/compliance/statement-keys')).body;
  expect(isStatementOf('posture', body.document, body.statement, keys.map(parseVkey))).toBe(true);
});

it('has an officer whom a test reaches, and a clock that tells of the end of its agreement', async () => {
  const officer = { name: 'Grace Hopper', email: 'officer@clinic.test' };
  expect((await api('PUT', '/v1/compliance/privacy-officer', officer)).status).toBe(200);
  const sent = await api('POST', '/v1/compliance/test-notification', {});
  expect([sent.status, sent.body.mail]).toEqual([202, 'queued']);
  await invoke(await clockFunction('lookafteragreements'), {});
  const told = await api('GET', '/v1/events?events=agreement.reminded');
  expect(told.body.data).toHaveLength(1);
});
