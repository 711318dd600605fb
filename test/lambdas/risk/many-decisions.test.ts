/** The list of a person who signed in more often than is read at once: many rounds, and pages that end before they are full. */
import { BatchWriteItemCommand } from '@aws-sdk/client-dynamodb';
import { marshall } from '@aws-sdk/util-dynamodb';
import { ulid } from 'ulid';
import { beforeAll, expect, test } from 'vitest';
import { decisionKey, decisionsOf as listOf, sessionKey } from '../../../lambdas/shared/table.ts';
import { request } from '../../dynamodb/api.ts';
import { type Clinic, enrol, makeClinic } from '../../dynamodb/people.ts';
import { database, TABLES } from '../../dynamodb/world.ts';
import { seeded } from '../../risk/random.ts';

const MINUTE = 60_000;
const SESSIONS = 1_250;
const BEGUN = Date.UTC(2026, 0, 1);

let clinic: Clinic;
let userId: string;
/** Newest first. */
let made: { id: string; decision: string }[];

async function put(items: object[]): Promise<void> {
  for (let from = 0; from < items.length; from += 25) {
    const requests = items.slice(from, from + 25).map((item) => ({ PutRequest: { Item: marshall(item) } }));
    await database.send(new BatchWriteItemCommand({ RequestItems: { [TABLES.identity]: requests } }));
  }
}

const riskOf = (id: string, decision: string) => ({
  id,
  decision,
  score: 0,
  reasons: {},
  unavailable: [],
  policy_version: 0,
});

/** A session every two seconds, each decided up to ten minutes after its id was made; every seventh asked for more first. */
beforeAll(async () => {
  clinic = await makeClinic();
  ({ userId } = await enrol(clinic));
  const random = seeded(5);
  const sessions: object[] = [];
  const own: object[] = [];
  made = [];
  const decide = (atMs: number, decision: string, sessionId: string | undefined) => {
    const id = `rd_${ulid(atMs)}`;
    made.push({ id, decision });
    const about = { user_id: userId, method: 'password', risk: riskOf(id, decision) };
    if (sessionId) sessions.push({ ...sessionKey(userId, sessionId), ...about, id: sessionId });
    const lists = { parent: listOf(clinic.projectId), session_id: sessionId };
    if (decision !== 'allow')
      own.push({ ...decisionKey(userId, id), ...about, id, ...JSON.parse(JSON.stringify(lists)) });
  };
  decide(BEGUN - MINUTE, 'block', undefined);
  for (let index = 0; index < SESSIONS; index++) {
    const atMs = BEGUN + index * 2_000;
    const answeredMs = atMs + random.below(10 * MINUTE);
    const asked = index % 7 === 0;
    decide(answeredMs, asked ? 'step_up' : 'allow', `sess_${ulid(atMs)}`);
    if (asked) decide(atMs, 'step_up', undefined);
  }
  made.sort((a, b) => (a.id < b.id ? 1 : -1));
  await put(sessions);
  await put(own);
});

async function pages(query: Record<string, string>): Promise<string[][]> {
  const found: string[][] = [];
  for (let cursor: string | undefined; ; ) {
    const { body } = await request('GET /v1/risk/decisions', {
      key: clinic.secret,
      query: { ...query, ...(cursor && { cursor }) },
    });
    found.push(body.data.map(({ id }: { id: string }) => id));
    if (!body.next_cursor) return found;
    cursor = body.next_cursor;
  }
}
const idsOf = (decision?: string) => made.filter((one) => !decision || one.decision === decision).map(({ id }) => id);

test.each(['100', '37'])('all of them come in pages of %s, in order, each once', async (limit) => {
  const [first = [], ...others] = await pages({ user_id: userId, limit });
  // The newest is that of their enrolment.
  expect([...first.slice(1), ...others.flat()]).toEqual(idsOf());
});

test('so do those of one kind, which lie apart', async () => {
  expect((await pages({ user_id: userId, limit: '100', decision: 'step_up' })).flat()).toEqual(idsOf('step_up'));
});

test('one behind a thousand of another kind is found by going on from a page without any', async () => {
  const found = await pages({ user_id: userId, limit: '10', decision: 'block' });
  expect(found[0]).toEqual([]);
  expect(found.flat()).toEqual(idsOf('block'));
});

test('the list of the project is read in rounds too', async () => {
  expect((await pages({ limit: '100' })).flat()).toEqual(idsOf().filter((id) => !idsOf('allow').includes(id)));
  expect((await pages({ limit: '100', decision: 'block' })).flat()).toEqual(idsOf('block'));
});
