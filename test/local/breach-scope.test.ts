/**
 * Whom a stolen key reached, from end to end in the local cloud: archived by the stream, walked by the clock, kept in the
 * locked bucket, and handed out as a bundle that is checked without it.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { beforeAll, expect, test } from 'vitest';
import { parseVkey } from '../../lambdas/log/note.ts';
import { checkBundle } from '../../lambdas/statement/bundle.ts';
import { checkEvents } from '../../lambdas/statement/proven-event.ts';
import { backend, type Clinic, makeClinic } from './clinic.ts';

let clinic: Clinic;
let api: ReturnType<typeof backend>;
const people: string[] = [];
let path = '';

async function until<T>(what: string, read: () => Promise<T | undefined>): Promise<T> {
  for (let attempt = 0; attempt < 480; attempt++) {
    const value = await read();
    if (value !== undefined) return value;
    await sleep(1_000);
  }
  throw new Error(`${what} never came`);
}

beforeAll(async () => {
  clinic = await makeClinic('Breached clinic');
  api = backend(clinic);
  for (let i = 0; i < 3; i++)
    people.push((await api('POST', '/v1/users', { email: `patient${i}@example.test` })).body.id);
});

test('exactly those whom the stolen key reached, once the window is signed', async () => {
  const stolen = (await api('POST', '/v1/api-keys', { name: 'Import', scopes: ['audit:append'] })).body;
  const from = new Date().toISOString();
  const events = people.slice(0, 2).map((subject_id, i) => ({
    client_id: `theft-${i}`,
    occurred_at: from,
    action: 'read',
    subject_id,
    resource: { type: 'Observation', id: `o-${i}` },
    purpose: 'TREAT',
  }));
  const thief = backend({ ...clinic, secret: stolen.secret });
  expect((await thief('POST', '/v1/events', { events })).status).toBe(201);
  const opened = await api('POST', '/v1/admin/breaches', {
    title: 'A key was stolen',
    summary: 'It was public.',
    discovered_at: new Date().toISOString(),
    occurred_from: from,
  });
  path = `/v1/admin/breaches/${opened.body.id}`;
  const asked = { keys: [stolen.id], include_actors: false };
  expect((await api('POST', `${path}/scope`, asked)).status).toBe(202);
  const scope = await until('the scope', async () => {
    const { body } = await api('GET', `${path}/scope`);
    return body.status === 'running' ? undefined : body;
  });
  expect(scope).toMatchObject({ status: 'completed', result: { counts: { events: 2, individuals: 2, uncertain: 0 } } });
  const { body } = await api('GET', `${path}/individuals`);
  expect(body.data.map(({ user_id }: { user_id: string }) => user_id).sort()).toEqual(people.slice(0, 2).sort());
});

test('states, assessment and notice rest on it', async () => {
  const states = await api('PUT', `${path}/states`, { states: { CA: [people[0]] } });
  expect(states.body).toMatchObject({ affected: { total: 2, by_state: { CA: 1 }, unknown_state: 1 } });
  const factor = { finding: 'As the log shows: two records were read.', risk: 'high' };
  const factors = Object.fromEntries(
    ['nature_and_extent', 'unauthorized_person', 'acquired_or_viewed', 'mitigation'].map((name) => [name, factor]),
  );
  const assessed = await api('PUT', `${path}/assessment`, { factors, conclusion: 'breach' });
  expect([assessed.status, assessed.body.facts?.nature_and_extent.individuals]).toEqual([200, 2]);
  const draft = await api('POST', `${path}/notices`, { notice: 'covered_entity' });
  expect([draft.status, draft.body.blocks?.length]).toEqual([201, 5]);
});

test('the evidence is checked by its keys alone', async () => {
  const { status, body } = await api('GET', `${path}/evidence`);
  expect([status, body.code]).toEqual([200, undefined]);
  const statementKeys = (await api('GET', '/v1/compliance/statement-keys')).body.keys.map(parseVkey);
  const logKey = parseVkey((await api('GET', '/v1/audit-log/checkpoint')).body.verifier_key);
  expect(checkBundle(body, statementKeys)).toEqual([]);
  const checked = checkEvents(body.parts, (origin) => (origin === logKey.name ? [logKey] : []));
  expect(checked).toMatchObject({ differences: [], events: 2, proven: 2, unchecked: 0 });
});
