import { GetItemCommand } from '@aws-sdk/client-dynamodb';

import { beforeAll, beforeEach, expect, test } from 'vitest';
import { database, makeProject, rowsOf, TABLES } from '../../dynamodb/world.ts';

const { createWriter } = await import('../../../lambdas/shared/commit.ts');
const { dynamodb } = await import('../../../lambdas/shared/aws/dynamodb.ts');
const { getProject } = await import('../../../lambdas/project/project-store.ts');
const { insert } = await import('../../../lambdas/shared/change.ts');
const { GENESIS, hash } = await import('../../../lambdas/audit/leaf.ts');

/** What happens to one transaction on its way: nothing, lost before it arrives, or applied while its answer is lost. */
type Fault = 'none' | 'lost' | 'applied_then_lost' | 'throttled' | 'server_error' | 'busy';
let faults: Fault[] = [];

function failure(name: string, httpStatusCode?: number): Error {
  return Object.assign(new Error(name), { name, $fault: 'server', $metadata: { httpStatusCode } });
}

// Outside the SDK's own retries, so that what is tested is what `commit` itself does with each answer.
dynamodb.middlewareStack.add(
  (next, { commandName }) =>
    async (args) => {
      const fault = commandName === 'ExecuteTransactionCommand' ? (faults.shift() ?? 'none') : 'none';
      if (fault === 'lost') throw failure('TimeoutError');
      if (fault === 'throttled') throw failure('ThrottlingException', 400);
      if (fault === 'server_error') throw failure('InternalServerError', 500);
      if (fault === 'busy') throw failure('TransactionInProgressException', 400);
      const answer = await next(args);
      if (fault === 'applied_then_lost') throw failure('ECONNRESET');
      return answer;
    },
  { step: 'initialize', name: 'faults' },
);

let project: NonNullable<Awaited<ReturnType<typeof getProject>>>;
beforeAll(async () => {
  const { project_id } = await makeProject();
  const found = await getProject(project_id, new Date());
  if (!found) throw new Error('no project');
  project = found;
});
beforeEach(() => {
  faults = [];
});

let things = 0;
async function commitThing({ changing = true } = {}) {
  const pk = `THING#${++things}`;
  const writer = createWriter({ lanes: () => 1 });
  const context = {
    principal: { kind: 'system', projectId: project.id, name: 'test' } as const,
    requestId: 'req_test',
    ip: undefined,
    userAgent: undefined,
    now: new Date(),
  };
  const done = await writer
    .commit(project, context, changing ? [insert({ pk, sk: 'THING' }, 'conflict')] : [], {
      type: 'api_key.revoked',
      target: { type: 'thing', id: pk },
    })
    .catch((error: Error) => error.name);
  const { Item } = await database.send(
    new GetItemCommand({ TableName: TABLES.identity, Key: { pk: { S: pk }, sk: { S: 'THING' } } }),
  );
  const rows = await rowsOf('audit', `${project.id}#0`);
  const events = rows.filter((row) => JSON.parse(row.public as string).target.id === pk).length;
  return { done, changed: Item !== undefined, events, rows };
}

const APPLIED = { done: { ok: true }, changed: true, events: 1 };

test.each<[string, Fault[]]>([
  ['no answer, and nothing applied', ['lost']],
  ['no answer, though it was applied', ['applied_then_lost']],
  ['applied, and the retry is lost too', ['applied_then_lost', 'lost', 'applied_then_lost']],
  ['applied, and every answer is lost', ['applied_then_lost', 'lost', 'lost', 'lost']],
  ['a server error', ['server_error', 'server_error']],
  ['a throttle', ['throttled', 'throttled', 'throttled']],
  ['another transaction in progress', ['busy', 'lost', 'busy', 'applied_then_lost']],
])('%s: the change and exactly one event', async (_, planned) => {
  faults = planned;
  expect(await commitThing()).toMatchObject(APPLIED);
});

test('no answer to any try: 503, and neither change nor event', async () => {
  faults = ['lost', 'lost', 'lost', 'lost'];
  expect(await commitThing()).toMatchObject({ done: 'Unavailable', changed: false, events: 0 });
});

test('throttled for as long as it tries: 503, and neither change nor event', async () => {
  faults = Array.from({ length: 8 }, () => 'throttled');
  expect(await commitThing()).toMatchObject({ done: 'Unavailable', changed: false, events: 0 });
});

const KINDS: Fault[] = ['none', 'lost', 'applied_then_lost', 'throttled', 'busy'];
const SEQUENCES = KINDS.flatMap((a) => KINDS.flatMap((b) => KINDS.flatMap((c) => KINDS.map((d) => [a, b, c, d]))));

test.each([
  ['a change and its event', true],
  ['an event alone', false],
])(
  'every sequence of four faults, %s: what is told is what happened, and it happened once',
  async (_, changing) => {
    let acknowledged = 0;
    for (const sequence of SEQUENCES) {
      faults = [...sequence];
      const { done, changed, events } = await commitThing({ changing });
      const told = typeof done === 'object' && done.ok;
      if (told) acknowledged++;
      // Lost for good, the answer is 503, and the client must ask; every other answer is the truth.
      const truth = { sequence, changed: changing && events === 1, refused: false, events: told ? 1 : events };
      expect({ sequence, changed, refused: typeof done === 'object' && !done.ok, events }).toEqual(truth);
      expect(events).toBeLessThanOrEqual(1);
    }
    let prev = GENESIS;
    for (const row of await rowsOf('audit', `${project.id}#0`)) {
      expect(JSON.parse(row.leaf as string)).toMatchObject({ prev });
      prev = hash(row.leaf as string);
    }
    console.log(`${SEQUENCES.length} sequences of faults: ${acknowledged} acknowledged, 0 false, 0 twice, 0 half done`);
  },
  300_000,
);
