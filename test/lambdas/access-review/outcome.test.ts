/** How a review ends: closed by a person, signed, exported; and before that, nobody forgets it. */
import { beforeEach, describe, expect, test, vi } from 'vitest';
import { client } from '../../dynamodb/api.ts';
import { eventsOf } from '../../dynamodb/events.ts';
import { asOperator, makeOperator, type OperatorPerson, tire } from '../../dynamodb/operators.ts';
import { type Clinic, makeClinic, makeMember } from '../../dynamodb/people.ts';

const topic = vi.hoisted(() => ({
  told: [] as { subject: string; review?: unknown; pending?: unknown }[],
  down: false,
}));
vi.mock('../../../lambdas/shared/aws/sns.ts', () => ({
  publishIncident: async (subject: string, details: object) => {
    if (topic.down) throw new Error('down');
    topic.told.push({ subject, ...details });
  },
}));
const { parseVkey } = await import('../../../lambdas/log/note.ts');
const { checkBundle } = await import('../../../lambdas/statement/bundle.ts');
const { documentHash } = await import('../../../lambdas/statement/statement.ts');
const { handler: clock } = await import('../../../lambdas/access-review/follow-reviews/handler.ts');

const DAY = 24 * 60 * 60_000;
let clinic: Clinic;
let owner: OperatorPerson;
let officer: OperatorPerson;
let spare: string;
beforeEach(async () => {
  vi.useRealTimers();
  clinic = await makeClinic();
  owner = await makeOperator(clinic, 'owner');
  officer = await makeOperator(clinic, 'privacy_officer');
  spare = (await api()('POST /v1/api-keys', { body: { name: '=Import', scopes: ['users:read'] } })).body.id;
  [topic.told, topic.down] = [[], false];
});

const api = () => client(clinic.secret);
const open = async (days = 30): Promise<string> => {
  const due_at = new Date(Date.now() + days * DAY).toISOString();
  const body = { name: 'Keys', scope: { api_keys: true }, reviewers: [owner.userId, officer.userId], due_at };
  return (await api()('POST /v1/access-reviews', { body })).body.id;
};
const decide = (id: string, item: string, decision: string, reason = 'Used each night') =>
  owner.call('POST /v1/access-reviews/{id}/items/{item}/decision', {
    params: { id, item },
    body: { decision, reason },
  });
const close = (who: OperatorPerson, id: string, body: object = {}) =>
  who.call('POST /v1/access-reviews/{id}/close', { params: { id }, body });
const outcome = (id: string) => api()('GET /v1/access-reviews/{id}/outcome', { params: { id } });
const told = async (type: string) => (await eventsOf(clinic.projectId)).filter((event) => event.type === type);
const keys = async () => {
  const { body } = await api()('GET /v1/compliance/statement-keys');
  return body.keys.map((line: string) => parseVkey(line));
};

describe('the end', () => {
  test('is signed: whoever has the key sees whatever is changed in it', async () => {
    const id = await open();
    await decide(id, clinic.keyId, 'keep');
    await decide(id, spare, 'revoke', 'Nobody knows what it is for');
    expect((await outcome(id)).body.code).toBe('review_incomplete');
    const closed = await close(officer, id);
    expect(closed).toMatchObject({
      status: 200,
      body: { status: 'closed', closed_by: officer.userId, progress: { kept: 1, revoked: 1, pending: 0 } },
    });

    const { body: bundle } = await outcome(id);
    expect(checkBundle(bundle, await keys())).toEqual([]);
    expect(bundle.manifest).toMatchObject({
      kind: 'access_review',
      about: { type: 'access_review', id },
      facts: { items: 2, kept: 1, revoked: 1, complete: true, late: false, closed_by: officer.userId },
    });
    expect(JSON.stringify(bundle), 'reasons and names stay out').not.toMatch(/night|knows|@clinic/);
    const altered = structuredClone(bundle);
    altered.parts.items[0].decision = 'revoke';
    expect(checkBundle(altered, await keys())).toEqual(['items: is not as it was signed']);
    const [event] = await told('access_review.closed');
    expect(event?.detail?.manifest).toBe(documentHash(bundle.manifest));
    const [decided] = await told('access_review.item_decided');
    expect(bundle.parts.items.map(({ event_id }: { event_id: string }) => event_id)).toContain(decided?.id);
  });

  test('is the end: nothing of it changes any more, and it is closed once', async () => {
    const id = await open();
    await decide(id, clinic.keyId, 'keep');
    await decide(id, spare, 'keep');
    const both = await Promise.all([close(owner, id), close(officer, id)]);
    expect(both.map(({ status }) => status).sort()).toEqual([200, 409]);
    expect((await decide(id, spare, 'revoke')).body.code).toBe('review_not_open');
    expect((await close(owner, id)).body.code).toBe('review_not_open');
    expect((await told('access_review.closed')).filter(({ outcome }) => outcome === 'success')).toHaveLength(1);
    expect(checkBundle((await outcome(id)).body, await keys())).toEqual([]);
  });

  test('what is not finished is closed only by who says so, and the outcome tells', async () => {
    const id = await open();
    await decide(id, clinic.keyId, 'keep');
    expect((await close(owner, id)).body.code).toBe('review_incomplete');
    await tire(owner);
    expect((await close(owner, id, { accept_incomplete: true })).body.code).toBe('recent_authentication_required');
    expect((await close(officer, id, { accept_incomplete: true })).status).toBe(200);
    expect((await outcome(id)).body.manifest.facts).toMatchObject({ pending: 1, complete: false });
    expect((await told('access_review.closed')).map(({ reason }) => reason)).toEqual([
      'review_incomplete',
      'recent_authentication_required',
      undefined,
    ]);
  });

  test('is not for those whose own access is unfinished, and never over what is to be taken away', async () => {
    const due_at = new Date(Date.now() + DAY).toISOString();
    const body = { name: 'People', scope: { operators: true }, reviewers: [owner.userId, officer.userId], due_at };
    const admin = await makeOperator(clinic, 'admin');
    const { id } = (await api()('POST /v1/access-reviews', { body })).body;
    const anyway = { accept_incomplete: true };
    expect((await close(officer, id, anyway)).body.code, 'undecided').toBe('own_access');
    expect((await close(admin, id, anyway)).body.code, 'undecided').toBe('own_access');

    await officer.call('POST /v1/access-reviews/{id}/items/{item}/decision', {
      params: { id, item: owner.userId },
      body: { decision: 'revoke', reason: 'Left the practice' },
    });
    expect((await close(owner, id, anyway)).body.code, 'to be taken away').toBe('own_access');
    await decide(id, officer.userId, 'keep');
    expect((await close(officer, id, anyway)).body.code).toBe('review_incomplete');
    const second = await makeOperator(clinic, 'owner');
    const item = { params: { id, item: owner.userId } };
    expect((await second.call('POST /v1/access-reviews/{id}/items/{item}/revocation', item)).status).toBe(200);
    expect((await close(second, id, anyway)).body.code).toBe('forbidden');
    expect((await close(officer, id, anyway)).status).toBe(200);
    expect((await told('access_review.closed')).map(({ outcome, reason }) => reason ?? outcome)).toEqual([
      'own_access',
      'own_access',
      'own_access',
      'review_incomplete',
      'forbidden',
      'success',
    ]);
  });

  test('is for another operator where no reviewer is left', async () => {
    const reviewer = await makeOperator(clinic, 'privacy_officer');
    const due_at = new Date(Date.now() + DAY).toISOString();
    const body = { name: 'Keys', scope: { api_keys: true }, reviewers: [reviewer.userId], due_at };
    const { id } = (await api()('POST /v1/access-reviews', { body })).body;
    expect((await close(owner, id, { accept_incomplete: true })).body.code).toBe('forbidden');
    await owner.call('DELETE /v1/operators/{id}', { params: { id: reviewer.userId } });
    expect((await close(owner, id, { accept_incomplete: true })).status).toBe(200);
  });

  test('an item that is decided while it is closed is in the outcome, or refused', async () => {
    for (let round = 0; round < 3; round++) {
      const id = await open();
      await decide(id, clinic.keyId, 'keep');
      await decide(id, spare, 'keep');
      const [, late] = await Promise.all([close(officer, id), decide(id, spare, 'keep', 'once more')]);
      if ((await outcome(id)).status !== 200) expect((await close(officer, id)).status).toBe(200);
      const { body } = await outcome(id);
      expect(checkBundle(body, await keys())).toEqual([]);
      const signed = body.parts.items.find(({ id: item }: { id: string }) => item === spare).event_id;
      const last = (await told('access_review.item_decided')).filter(
        ({ outcome: ended, target, detail }) => ended === 'success' && target.id === id && detail?.item_id === spare,
      );
      expect(last).toHaveLength(late.status === 200 ? 2 : 1);
      expect(signed).toBe(last.at(-1)?.id);
    }
  });
});

test('an erasure takes names and reasons along, and leaves the outcome as it was signed', async () => {
  const { org, person } = await makeMember(clinic);
  const due_at = new Date(Date.now() + 30 * DAY).toISOString();
  const body = { name: 'Ward', scope: { organization_id: org }, reviewers: [owner.userId], due_at };
  const { id } = (await api()('POST /v1/access-reviews', { body })).body;
  const read = async () => (await api()('GET /v1/access-reviews/{id}/items', { params: { id } })).body.data[0];
  await decide(id, (await read()).id, 'keep', 'On leave until May');
  expect((await close(owner, id)).status).toBe(200);
  expect(await read()).toMatchObject({ email: person.email, reason: 'On leave until May', decision: 'keep' });
  const before = await outcome(id);
  const erase = { params: { id: person.userId }, body: { ticket: 'DSR-1' } };
  expect((await api()('POST /v1/admin/users/{id}/dsr/erase', erase)).status).toBe(200);
  expect(await read()).toMatchObject({ email: null, name: null, reason: null, decision: 'keep' });
  expect((await outcome(id)).body).toEqual(before.body);
  expect(checkBundle(before.body, await keys())).toEqual([]);
});

describe('an export', () => {
  test('tells people all of it, and spreadsheets nothing that they would carry out', async () => {
    const id = await open();
    await decide(id, spare, 'keep', '=HYPERLINK("https://evil.test")');
    const json = await api()('GET /v1/access-reviews/{id}/export', { params: { id } });
    expect(json.body).toMatchObject({ review: { id, progress: { kept: 1 } } });
    expect(json.body.items.find(({ id: item }: { id: string }) => item === spare).reason).toContain('evil');
    const csv = await api()('GET /v1/access-reviews/{id}/export', { params: { id }, query: { format: 'csv' } });
    expect(csv.headers['content-type']).toBe('text/csv; charset=utf-8');
    const lines = String(csv.body).trimEnd().split('\r\n');
    expect(lines).toHaveLength(3);
    expect(lines[0]).toContain('"access","granted_at"');
    expect(lines.join()).toContain('"\'=HYPERLINK(""https://evil.test"")"');
    expect(lines.join()).toContain('"\'=Import"');
  });
});

describe('reminders', () => {
  const HOURS = 60 * 60_000;
  const at = async (ms: number) => {
    vi.useFakeTimers({ toFake: ['Date'], now: ms });
    await clock({}, { getRemainingTimeInMillis: () => 60_000 });
  };
  const ofReview = (id: string) => topic.told.filter(({ review }) => review === id).map(({ subject }) => subject);

  test('go to the privacy officer before and after the end, each once, and end with the review', async () => {
    const begun = Date.now();
    const id = await open(30);
    await at(begun + 22 * DAY);
    expect(ofReview(id)).toEqual([]);
    await at(begun + 23 * DAY + HOURS);
    await at(begun + 23 * DAY + 2 * HOURS);
    await at(begun + 30 * DAY + HOURS);
    expect(ofReview(id), 'what was missed is told once').toEqual([
      'An access review is due soon',
      'An access review is overdue',
    ]);
    expect((await told('access_review.reminded')).map(({ detail }) => detail)).toMatchObject([
      { overdue: false, reminders: 1, pending: 2 },
      { overdue: true, reminders: 3, pending: 2 },
    ]);
    expect(JSON.stringify(topic.told), 'ids and counts alone').not.toMatch(/Import|Keys|@/);
    const again = await asOperator(owner);
    expect((await close(again, id, { accept_incomplete: true })).status).toBe(200);
    await at(begun + 60 * DAY);
    expect(ofReview(id)).toHaveLength(2);
  });

  test('are sent again until the topic takes them', async () => {
    const begun = Date.now();
    const id = await open(2);
    topic.down = true;
    await expect(at(begun + DAY + HOURS)).rejects.toThrow();
    expect(await told('access_review.reminded')).toEqual([]);
    topic.down = false;
    await at(begun + DAY + 2 * HOURS);
    expect(ofReview(id)).toEqual(['An access review is due soon']);
    expect(await told('access_review.reminded')).toHaveLength(1);
  });
});
