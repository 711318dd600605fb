/** Opening a breach, looking at it, closing and reopening it: the log, the privacy officer, and who may. */
import { beforeAll, beforeEach, expect, test, vi } from 'vitest';
import { client } from '../../dynamodb/api.ts';
import { eventsOf } from '../../dynamodb/events.ts';
import { makeOperator, type OperatorPerson, tire } from '../../dynamodb/operators.ts';
import { type Clinic, makeClinic } from '../../dynamodb/people.ts';
import { topic } from './incident-topic.ts';

vi.mock('../../../lambdas/shared/aws/sns.ts', () => import('./incident-topic.ts'));

const DAY_MS = 24 * 60 * 60_000;
const OPENED = {
  title: 'Stolen laptop',
  summary: 'A laptop with an open session was stolen from the ward.',
  discovered_at: new Date(Date.now() - DAY_MS).toISOString(),
  time_zone: 'America/Chicago',
};

let clinic: Clinic;
let officer: OperatorPerson;
beforeAll(async () => {
  clinic = await makeClinic();
  officer = await makeOperator(clinic, 'privacy_officer');
});
beforeEach(() => {
  topic.told = [];
  topic.onTell = async () => undefined;
});

const open = (more: object = {}) => officer.call('POST /v1/admin/breaches', { body: { ...OPENED, ...more } });
const act = (id: string, verb: 'close' | 'reopen', body: object, who = officer) =>
  who.call(`POST /v1/admin/breaches/{id}/${verb}`, { params: { id }, body });
const logged = async (id: string) => (await eventsOf(clinic.projectId)).filter(({ target }) => target.id === id);

test('the discovery starts the clocks, and the privacy officer is told of ids and times alone', async () => {
  const { status, body } = await open();
  expect([status, body.status, body.privacy_officer_told]).toEqual([201, 'open', true]);
  expect(body.clocks.map(({ kind, state }: Record<string, string>) => [kind, state])).toEqual([
    ['covered_entity_sla', 'running'],
    ['covered_entity', 'running'],
    ['individuals', 'running'],
    ['hhs', 'running'],
    ['media', 'unknown'],
  ]);
  expect(topic.told).toMatchObject([{ subject: 'A breach was opened, Test clinic', details: { breach: body.id } }]);
  expect(JSON.stringify(topic.told)).not.toMatch(/laptop/i);
  const events = await logged(body.id);
  expect(events.map(({ type }) => type)).toEqual(['breach.opened']);
  expect(events[0]).toMatchObject({
    actor: { type: 'operator', id: officer.userId },
    detail: { role: 'business_associate', discovered_at: OPENED.discovered_at, alarm: 'delivered' },
    subjects: [officer.userId],
  });
  expect(JSON.stringify(events)).not.toMatch(/laptop/i);
  const seen = await officer.call('GET /v1/admin/breaches/{id}', { params: { id: body.id } });
  expect(seen.body).toEqual({ ...body, containment: { state: 'none', steps: [] } });
});

test('a topic that does not answer keeps nobody from opening one', async () => {
  topic.onTell = async () => Promise.reject(new Error('no topic'));
  const { status, body } = await open();
  expect([status, body.privacy_officer_told]).toEqual([201, false]);
});

test.for([
  ['a discovery to come', { discovered_at: new Date(Date.now() + DAY_MS).toISOString() }, 'body.discovered_at'],
  ['a discovery in a mistyped year', { discovered_at: '0226-11-01T00:00:00Z' }, 'body.discovered_at'],
  ['a beginning in a mistyped year', { occurred_from: '0202-11-01T00:00:00Z' }, 'body.occurred_from'],
  [
    'a window that ends before it begins',
    { occurred_from: '2026-01-02T00:00:00Z', occurred_to: '2026-01-01T00:00:00Z' },
    'body.occurred_from',
  ],
  ['a zone that is none', { time_zone: 'Mars/Olympus' }, 'body.time_zone'],
  ['an address in the summary', { summary: 'It concerns jane@example.com.' }, 'body.summary'],
  ['a member that is none', { severity: 'high' }, 'body'],
] as const)('%s is refused with the member that is wrong', async ([, more, path]) => {
  const { status, body } = await open(more);
  expect([status, body.code, body.errors[0].path]).toEqual([400, 'validation_failed', path]);
});

test('a list shows the newest first, page by page, and nothing of another project', async () => {
  const ids = [(await open()).body.id, (await open()).body.id];
  const first = await officer.call('GET /v1/admin/breaches', { query: { limit: '1' } });
  expect(first.body.data.map(({ id }: { id: string }) => id)).toEqual([ids[1]]);
  const next = { limit: '1', cursor: first.body.next_cursor };
  expect((await officer.call('GET /v1/admin/breaches', { query: next })).body.data[0].id).toBe(ids[0]);
  const stranger = client((await makeClinic()).secret);
  expect((await stranger('GET /v1/admin/breaches')).body.data).toEqual([]);
  expect((await stranger('GET /v1/admin/breaches/{id}', { params: { id: ids[0] ?? '' } })).status).toBe(404);
});

test('it is closed on grounds alone, by somebody who has just signed in, and can be reopened', async () => {
  const { id } = (await open()).body;
  const early = await act(id, 'close', { outcome: 'notified', reason: 'All were told.' });
  expect([early.status, early.body.code]).toEqual([409, 'breach_unfinished']);
  const tired = await makeOperator(clinic, 'privacy_officer');
  await tire(tired);
  const none = { outcome: 'not_a_breach', reason: 'The disk was encrypted (164.402).' };
  expect((await act(id, 'close', none, tired)).body.code).toBe('recent_authentication_required');

  const closed = await act(id, 'close', none);
  expect([closed.status, closed.body.status, closed.body.closed.by]).toEqual([200, 'closed', officer.userId]);
  expect(new Set(closed.body.clocks.map(({ state }: Record<string, string>) => state))).toEqual(
    new Set(['not_required']),
  );
  expect((await act(id, 'close', none)).body.code).toBe('already_decided');
  const reopened = await act(id, 'reopen', { reason: 'The key was on a note.' });
  expect([reopened.status, reopened.body.status, reopened.body.closed]).toEqual([200, 'open', null]);
  expect((await act(id, 'reopen', { reason: 'Again.' })).body.code).toBe('already_decided');
  expect((await logged(id)).slice(1)).toMatchObject([
    { type: 'breach.closed', detail: { outcome: 'not_a_breach' } },
    { type: 'breach.reopened', detail: { status: 'open' } },
  ]);
});

test('who reads the log alone neither sees nor opens one', async () => {
  const { id } = (await open()).body;
  const auditor = await makeOperator(clinic, 'auditor');
  const seen = await auditor.call('GET /v1/admin/breaches/{id}', { params: { id } });
  const opened = await auditor.call('POST /v1/admin/breaches', { body: OPENED });
  expect([seen.status, opened.status]).toEqual([403, 403]);
});
