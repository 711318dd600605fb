/** What must follow: every grant is looked at by somebody else, and nobody forgets it. Drills are no exception. */
import { beforeEach, expect, test, vi } from 'vitest';
import { request } from '../../dynamodb/api.ts';
import {
  type Emergency,
  enrolEmergency,
  enrolOperator,
  giveRoles,
  openByCode,
  openByPasskey,
} from '../../dynamodb/emergency.ts';
import { eventsOf } from '../../dynamodb/events.ts';
import { type Clinic, makeClinic, makeOrganization } from '../../dynamodb/people.ts';
import { bearer, rowsOf } from '../../dynamodb/world.ts';

const topic = vi.hoisted(() => ({ told: [] as { subject: string; grant: unknown }[], down: false }));
vi.mock('../../../lambdas/shared/aws/sns.ts', () => ({
  publishIncident: async (subject: string, { grant }: { grant: unknown }) => {
    if (topic.down) throw new Error('down');
    topic.told.push({ subject, grant });
  },
}));
const { handler: clock } = await import('../../../lambdas/break-glass/finish-break-glass/handler.ts');

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
let clinic: Clinic;
let operator: Emergency;
let now: number;
/** Only forward, because ids of events never go back behind a time that was seen. */
function wait(ms: number): void {
  now += ms;
  vi.setSystemTime(now);
}
/** What was told of one grant: the clock looks after those of other tests too. */
const told = (id: string) => topic.told.flatMap(({ subject, grant }) => (grant === id ? [subject] : []));

beforeEach(async () => {
  vi.useFakeTimers({ toFake: ['Date'] });
  now = Math.max(now ?? 0, Date.now());
  wait(100 * HOUR);
  clinic = await makeClinic();
  operator = await enrolEmergency(clinic);
  topic.down = false;
  topic.told = [];
});

const officer = () => enrolOperator(clinic, ['privacy_officer']);
const see = async (id: string) =>
  (await request('GET /v1/admin/break-glass/{id}', { key: clinic.secret, params: { id } })).body;
const review = (token: string, id: string, body: object = { verdict: 'justified', findings: 'As the runbook says.' }) =>
  request('POST /v1/admin/break-glass/{id}/review', { headers: bearer(token), params: { id }, body });
const close = ({ id, token }: { id: string; token: string }) =>
  request('POST /v1/admin/break-glass/{id}/close', { headers: bearer(token), params: { id } });
const opened = async (asked: object = {}) => (await openByPasskey(operator, { ...asked })).body;
const eventsFor = async (id: string) =>
  (await eventsOf(clinic.projectId)).filter(({ target, type }) => target.id === id && type.startsWith('break_glass'));
const unfinished = (id: string) => rowsOf('identity', `BREAK_GLASS#${id}`).then((rows) => rows.map(({ sk }) => sk));

test('closing makes a review due in 72 hours; another person makes it; then nothing is left to do', async () => {
  const grant = await opened();
  expect((await close(grant)).body.review).toMatchObject({
    state: 'due',
    due_at: new Date(now + 72 * HOUR).toISOString(),
  });
  const who = await officer();
  expect(await review(who.token, grant.id)).toMatchObject({
    status: 200,
    body: {
      review: { state: 'done', verdict: 'justified', reviewed_by: who.userId, findings: 'As the runbook says.' },
    },
  });
  expect(await unfinished(grant.id)).toEqual(['BREAK_GLASS']);
  const [event] = (await eventsFor(grant.id)).slice(-1);
  expect(event).toMatchObject({
    type: 'break_glass.reviewed',
    detail: { verdict: 'justified' },
    subjects: [who.userId],
  });
  expect(JSON.stringify(event), 'findings may name people: they are sealed').not.toContain('runbook');
  expect((await review(who.token, grant.id)).body.code).toBe('already_decided');
});

test('not while it is open, not by the one who opened it, not after a while, not by who may not', async () => {
  const grant = await opened();
  const who = await officer();
  expect(await review(who.token, grant.id)).toMatchObject({ status: 409, body: { code: 'not_due_yet' } });
  await close(grant);
  const both = await enrolOperator(clinic, ['emergency', 'owner']);
  const theirs = (await openByPasskey(both)).body;
  await close(theirs);
  const own = await review(both.token, theirs.id);
  expect(own.status, 'whoever breaks the glass reviews nothing').toBe(403);
  for (const roles of [['admin'], ['auditor'], ['emergency']])
    expect((await review((await enrolOperator(clinic, roles)).token, grant.id)).status).toBe(403);
  const foreign = await enrolOperator(await makeClinic(), ['privacy_officer']);
  expect((await review(foreign.token, grant.id)).status).toBe(404);
  for (const body of [
    { verdict: 'fine', findings: 'x' },
    { verdict: 'justified' },
    { verdict: 'justified', findings: '' },
  ])
    expect((await review(who.token, grant.id, body)).status).toBe(400);
});

test('nor by the one who opened it, once they review and break the glass no more', async () => {
  const grant = await opened();
  await close(grant);
  await giveRoles(operator, ['privacy_officer']);
  expect(await review(operator.token, grant.id)).toMatchObject({
    status: 403,
    body: { code: 'second_person_required' },
  });
  expect((await see(grant.id)).review.state).toBe('due');
});

test('needs_follow_up asks for another review, in 72 hours again', async () => {
  const grant = await opened();
  await close(grant);
  const who = await officer();
  const first = await review(who.token, grant.id, { verdict: 'needs_follow_up', findings: 'Who asked for it?' });
  expect(first.body.review).toMatchObject({ state: 'due', due_at: new Date(now + 72 * HOUR).toISOString() });
  expect(await unfinished(grant.id)).toEqual(['BREAK_GLASS', 'UNFINISHED']);
  const second = await review(who.token, grant.id, { verdict: 'not_justified', findings: 'Nobody did.' });
  expect(second.body.review).toMatchObject({ state: 'done', verdict: 'not_justified' });
});

test('of two reviews at once one is written', async () => {
  const grant = await opened();
  await close(grant);
  const [one, two] = [await officer(), await officer()];
  const both = await Promise.all([review(one.token, grant.id), review(two.token, grant.id)]);
  expect(both.map(({ status }) => status).sort()).toEqual([200, 409]);
  expect((await eventsFor(grant.id)).filter(({ type }) => type === 'break_glass.reviewed')).toHaveLength(1);
});

test('the clock writes down that a grant expired, once, and that its review is due', async () => {
  const { id, expires_at } = await opened({ minutes: 10 });
  await clock();
  expect((await eventsFor(id)).map(({ type }) => type)).not.toContain('break_glass.closed');
  wait(10 * MINUTE);
  await clock();
  await clock();
  const closings = (await eventsFor(id)).filter(({ type }) => type === 'break_glass.closed');
  expect(closings).toMatchObject([
    {
      reason: 'expired',
      actor: { type: 'system', id: 'break-glass/finish-break-glass' },
      grant: { id },
      detail: { review_due_at: new Date(Date.parse(expires_at) + 72 * HOUR).toISOString() },
    },
  ]);
  expect(await see(id)).toMatchObject({ status: 'expired', closed_at: null, review: { state: 'due' } });
});

test('a review before the clock came writes the end too', async () => {
  const { id } = await opened({ minutes: 1 });
  wait(MINUTE);
  await review((await officer()).token, id);
  expect((await eventsFor(id)).map(({ type }) => type).slice(-2)).toEqual([
    'break_glass.closed',
    'break_glass.reviewed',
  ]);
  await clock();
  expect((await eventsFor(id)).filter(({ type }) => type === 'break_glass.closed')).toHaveLength(1);
});

test('an overdue review is an incident after 72 hours, and again each day until it is made', async () => {
  const grant = await opened();
  await close(grant);
  topic.told = [];
  wait(72 * HOUR - 1);
  await clock();
  expect(told(grant.id)).toEqual([]);
  wait(1);
  await clock();
  await clock();
  expect(told(grant.id)).toEqual(['Emergency access was not reviewed, Test clinic']);
  expect(await see(grant.id)).toMatchObject({ review: { state: 'overdue' } });
  wait(24 * HOUR);
  await clock();
  expect(told(grant.id)).toHaveLength(2);
  expect((await eventsFor(grant.id)).filter(({ type }) => type === 'break_glass.review_overdue')).toHaveLength(2);
  await review((await officer()).token, grant.id);
  wait(24 * HOUR);
  await clock();
  expect(told(grant.id)).toHaveLength(2);
});

test('a reminder that could not be told is told later', async () => {
  const grant = await opened();
  await close(grant);
  wait(72 * HOUR);
  topic.told = [];
  topic.down = true;
  await expect(clock()).rejects.toThrow();
  topic.down = false;
  await clock();
  expect(told(grant.id)).toHaveLength(1);
});

test('whichever of alarm and review comes last takes the grant off the list', async () => {
  topic.down = true;
  const grant = await opened();
  await close(grant);
  await review((await officer()).token, grant.id);
  expect(await unfinished(grant.id)).toEqual(['BREAK_GLASS', 'UNFINISHED']);
  topic.down = false;
  await clock();
  expect(await unfinished(grant.id)).toEqual(['BREAK_GLASS']);
});

test('a drill is the whole ceremony, and permits nothing but to look at itself', async () => {
  const org = await makeOrganization(clinic);
  const { status, body } = await openByCode(operator, { drill: true });
  expect(status).toBe(201);
  expect(told(body.id)).toEqual(['Drill: Emergency access is opened, Test clinic']);
  const headers = bearer(body.token);
  for (const route of ['GET /v1/organizations/{org}/policy', 'PUT /v1/organizations/{org}/policy'] as const)
    expect((await request(route, { headers, params: { org }, body: {} })).status).toBe(403);
  expect((await request('GET /v1/admin/break-glass/{id}', { headers, params: { id: body.id } })).status).toBe(200);
  expect((await request('GET /v1/admin/break-glass/readiness', { headers })).status).toBe(403);
  expect((await close(body)).status).toBe(200);
  const who = await officer();
  expect((await review(who.token, body.id, { verdict: 'justified', findings: 'Four minutes.' })).status).toBe(200);
  for (const event of await eventsFor(body.id)) expect(event.detail).toMatchObject({ drill: true });
});

test('the report of drills is their evidence, and real grants are not in it', async () => {
  const report = async () => (await request('GET /v1/admin/break-glass/drills', { key: clinic.secret })).body;
  expect(await report()).toEqual({ data: [], next_cursor: null, last_drill_at: null, days_since_last_drill: null });
  const { body: drill } = await openByCode(operator, { drill: true });
  const real = await opened();
  wait(49 * HOUR);
  expect(await report()).toMatchObject({
    data: [{ id: drill.id, operator_id: operator.userId, method: 'recovery', alarm: 'delivered', status: 'expired' }],
    days_since_last_drill: 2,
  });
  const list = await request('GET /v1/admin/break-glass', { key: clinic.secret });
  expect(list.body.data.map(({ id }: { id: string }) => id)).toEqual([real.id]);
});

test('lists page, newest first', async () => {
  const made: string[] = [];
  for (let count = 0; count < 3; count++) {
    wait(1);
    made.unshift((await opened()).id);
  }
  const read = async (query: Record<string, string>) =>
    (await request('GET /v1/admin/break-glass', { key: clinic.secret, query })).body;
  const first = await read({ limit: '2' });
  const second = await read({ limit: '2', cursor: first.next_cursor });
  expect([...first.data, ...second.data].map(({ id }) => id)).toEqual(made);
  expect(second.next_cursor).toBeNull();
});
