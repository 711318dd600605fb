import { PutItemCommand, QueryCommand } from '@aws-sdk/client-dynamodb';
import { expect, test } from 'vitest';
import { database, makeProject, rowsOf, TABLES } from '../../dynamodb/world.ts';

const { createWriter } = await import('../../../lambdas/shared/commit.ts');
const { getProject } = await import('../../../lambdas/project/project-store.ts');
const { insert } = await import('../../../lambdas/shared/change.ts');
const { GENESIS, hash } = await import('../../../lambdas/audit/leaf.ts');

const WRITERS = 64;
const EVENTS_EACH = 200;

async function setUp() {
  const { project_id } = await makeProject();
  const project = await getProject(project_id, new Date());
  if (!project) throw new Error('no project');
  const context = () => ({
    principal: { kind: 'system', projectId: project.id, name: 'test' } as const,
    requestId: 'req_test',
    ip: undefined,
    userAgent: undefined,
    now: new Date(),
  });
  return { project, context };
}

test.each([1, 16])(
  `${WRITERS} writers × ${EVENTS_EACH} events on %i lanes: no fork, no gap, no lost acknowledgement`,
  { timeout: 1_200_000 },
  async (lanes) => {
    const { project, context } = await setUp();
    const before = new Map<string, number>();
    for (let lane = 0; lane < 16; lane++)
      before.set(`${project.id}#${lane}`, (await rowsOf('audit', `${project.id}#${lane}`)).length);
    const acknowledged = new Set<string>();
    let refusals = 0;
    await Promise.all(
      Array.from({ length: WRITERS }, async () => {
        const writer = createWriter({ lanes: () => lanes });
        for (let event = 0; event < EVENTS_EACH; ) {
          try {
            const done = await writer.commit(project, context(), [], {
              type: 'api_key.revoked',
              target: { type: 'api_key', id: `k${event}` },
            });
            if (!done.ok) throw new Error('no change was given, so none can be refused');
            acknowledged.add(done.value.eventId);
            event++;
          } catch (error) {
            if ((error as Error).name !== 'Unavailable') throw error;
            refusals++;
          }
        }
      }),
    );
    const found = new Set<string>();
    for (let lane = 0; lane < 16; lane++) {
      const rows = await rowsOf('audit', `${project.id}#${lane}`);
      let prev = GENESIS;
      rows.forEach((row, index) => {
        const leaf = JSON.parse(row.leaf as string);
        expect(row.sk).toBe(index);
        expect(leaf).toMatchObject({ seq: index, lane, prev, scope: project.id });
        prev = hash(row.leaf as string);
        found.add(row.id as string);
      });
    }
    const lost = [...acknowledged].filter((id) => !found.has(id)).length;
    console.log(
      `lanes ${lanes}: ${acknowledged.size} acknowledged, ${lost} lost, ${found.size} rows, ${refusals} answered 503 and tried again`,
    );
    expect(acknowledged.size).toBe(WRITERS * EVENTS_EACH);
    expect(lost).toBe(0);
    expect(found.size).toBe(WRITERS * EVENTS_EACH + 2);
  },
);

test('a refused change leaves neither the change nor an event', async () => {
  const { project, context } = await setUp();
  const writer = createWriter({ lanes: () => 1 });
  const row = insert({ pk: `THING#${project.id}`, sk: 'THING' }, 'slug_taken');
  const draft = { type: 'api_key.revoked', target: { type: 'organization', id: 'org_1' } } as const;
  expect(await writer.commit(project, context(), [row], draft)).toMatchObject({ ok: true });
  const events = (await rowsOf('audit', `${project.id}#0`)).length;
  expect(await writer.commit(project, context(), [row], draft)).toEqual({ ok: false, error: 'slug_taken' });
  expect((await rowsOf('audit', `${project.id}#0`)).length).toBe(events);
});

test.each([1, 3])(
  'a registry row that somebody put there first does not keep a lane from beginning: %i events',
  async (count) => {
    const { project, context } = await setUp();
    const organization = `org_${project.id.slice('proj_'.length)}`;
    await database.send(
      new PutItemCommand({ TableName: TABLES.lanes, Item: { pk: { S: 'LANES' }, sk: { S: `${organization}#0` } } }),
    );
    const draft = {
      type: 'api_key.revoked',
      organizationId: organization,
      target: { type: 'thing', id: '1' },
    } as const;
    const drafts = [draft, ...Array.from({ length: count - 1 }, () => draft)] as const;
    const row = insert({ pk: `THING#${project.id}`, sk: 'THING' }, 'conflict');
    expect(await createWriter().commit(project, context(), [row], drafts)).toMatchObject({ ok: true });
    expect((await rowsOf('audit', `${organization}#0`)).map(({ sk }) => sk)).toEqual(
      Array.from({ length: count }, (_, i) => i),
    );
  },
);

test.each([
  ['9007199254740991', {}],
  ['99999999999999999999999999999999999999', {}],
  ['2.5', { leaf: { S: '{}' } }],
  ['1000', { leaf: { S: '{}' } }],
  ['1000.00000000000000000001', {}],
  ['-9007199254740993.5', {}],
])('a row that somebody put at %s does not lead a lane astray', async (key, attributes) => {
  const { project, context } = await setUp();
  const organization = `org_${project.id.slice('proj_'.length)}`;
  const draft = {
    type: 'api_key.revoked',
    organizationId: organization,
    target: { type: 'thing', id: '1' },
  } as const;
  const event = () => createWriter().commit(project, context(), [], draft);
  await event();
  await database.send(
    new PutItemCommand({
      TableName: TABLES.audit,
      Item: { pk: { S: `${organization}#0` }, sk: { N: key }, ...attributes },
    }),
  );
  for (let i = 0; i < 3; i++) expect(await event()).toMatchObject({ ok: true });
  const { Items = [] } = await database.send(
    new QueryCommand({
      TableName: TABLES.audit,
      KeyConditionExpression: 'pk = :pk',
      ExpressionAttributeValues: { ':pk': { S: `${organization}#0` } },
    }),
  );
  expect(Items.map(({ sk }) => sk?.N).filter((sk) => sk !== key)).toEqual(['0', '1', '2', '3']);
});

test('a row that is no event, in the place of the next one, is stepped over', async () => {
  const { project, context } = await setUp();
  const organization = `org_${project.id.slice('proj_'.length)}`;
  const draft = {
    type: 'api_key.revoked',
    organizationId: organization,
    target: { type: 'thing', id: '1' },
  } as const;
  const event = () => createWriter().commit(project, context(), [], draft);
  await event();
  await database.send(
    new PutItemCommand({ TableName: TABLES.audit, Item: { pk: { S: `${organization}#0` }, sk: { N: '1' } } }),
  );
  expect(await event()).toMatchObject({ ok: true });
  expect((await rowsOf('audit', `${organization}#0`)).map(({ sk }) => sk)).toEqual([0, 1, 2]);
});
