/** Reviews of very many: what one takes, and what one answer takes. */
import { BatchWriteItemCommand } from '@aws-sdk/client-dynamodb';
import { marshall } from '@aws-sdk/util-dynamodb';
import { beforeEach, expect, test, vi } from 'vitest';
import { client } from '../../dynamodb/api.ts';
import { eventsOf } from '../../dynamodb/events.ts';
import { makeOperator, type OperatorPerson } from '../../dynamodb/operators.ts';
import { type Clinic, makeClinic, makeOrganization } from '../../dynamodb/people.ts';
import { database, TABLES } from '../../dynamodb/world.ts';

const MOST = vi.hoisted(() => 90);
vi.mock('../../../lambdas/access-review/access-review.ts', async (load) => ({
  ...(await load<typeof import('../../../lambdas/access-review/access-review.ts')>()),
  ITEMS_MOST: MOST,
}));
const { sealReason } = await import('../../../lambdas/access-review/reason.ts');
const { getProject } = await import('../../../lambdas/project/project-store.ts');
const { newId } = await import('../../../lambdas/shared/ids.ts');
const { membershipKey, membersOf, reviewItemKey } = await import('../../../lambdas/shared/table.ts');

let clinic: Clinic;
let owner: OperatorPerson;
let org: string;
beforeEach(async () => {
  clinic = await makeClinic();
  owner = await makeOperator(clinic, 'owner');
  org = await makeOrganization(clinic);
});

const api = () => client(clinic.secret);
const open = async (scope: object) => {
  const due_at = new Date(Date.now() + 24 * 60 * 60_000).toISOString();
  const body = { name: 'Spring', scope, reviewers: [owner.userId], due_at };
  return (await api()('POST /v1/access-reviews', { body })).body;
};
const exported = (id: string, query: Record<string, string>) =>
  api()('GET /v1/access-reviews/{id}/export', { params: { id }, query });
const ofMany = <T>(count: number, make: () => T): T[] => Array.from({ length: count }, make);
async function put(rows: readonly object[]) {
  for (let i = 0; i < rows.length; i += 25) {
    const puts = rows.slice(i, i + 25).map((row) => ({ PutRequest: { Item: marshall(row) } }));
    await database.send(new BatchWriteItemCommand({ RequestItems: { [TABLES.identity]: puts } }));
  }
}
const AT = new Date().toISOString();
/** Nobody counted them: as if they had joined after the review was opened. */
const join = (count: number) =>
  put(
    ofMany(count, () => {
      const [id, user_id] = [newId('membership', new Date()), newId('user', new Date())];
      const row = { id, user_id, organization_id: org, project_id: clinic.projectId, role: 'nurse', version: 1 };
      return { ...membershipKey(user_id, org), parent: membersOf(org), ...row, created_at: AT, updated_at: AT };
    }),
  );

test('of more than one review takes, it takes what it can, and is never complete', async () => {
  await join(MOST + 5);
  const review = await open({ organization_id: org });
  expect(review).toMatchObject({ status: 'open', items: MOST, truncated: true });
  const parts = (await eventsOf(clinic.projectId)).filter(({ type }) => type === 'access_review.collected');
  expect(parts.map(({ detail }) => detail)).toEqual([
    { items: 80, total: 80, finished: false, truncated: false },
    { items: 10, total: 90, finished: false, truncated: true },
  ]);
  const close = (body: object) => owner.call('POST /v1/access-reviews/{id}/close', { params: { id: review.id }, body });
  expect((await close({})).body.code).toBe('review_incomplete');
  expect((await close({ accept_incomplete: true })).body).toMatchObject({ status: 'closed', truncated: true });
  const { body } = await api()('GET /v1/access-reviews/{id}/outcome', { params: { id: review.id } });
  expect(body.manifest.facts).toMatchObject({ items: MOST, truncated: true, complete: false });
});

test('exactly as many as it takes are all of them', async () => {
  await join(MOST - 1);
  expect(await open({ api_keys: true, organization_id: org })).toMatchObject({ items: MOST, truncated: false });
});

test('an export comes in parts that each fit into one answer, and together are all of it', async () => {
  const { id } = await open({ api_keys: true });
  const project = await getProject(clinic.projectId, new Date());
  if (!project) throw new Error('no project');
  // What is longest on the wire: a quote is escaped there, and once more in the answer of the function.
  const longest = { name: 'n'.repeat(100), access: ofMany(50, () => 'a'.repeat(100)) };
  const rows = await Promise.all(
    ofMany(1_000, async () => {
      const item = { kind: 'client', id: newId('client', new Date()), ...longest, decision: 'keep' } as const;
      const times = { grantedAt: AT, collectedAt: AT, version: 1 };
      const sealed = await sealReason(project, id, { ...item, ...times }, '"'.repeat(500), undefined);
      return { ...reviewItemKey(id, item.id), ...item, granted_at: AT, collected_at: AT, version: 1, sealed };
    }),
  );
  await put(rows);
  const ids = [clinic.keyId, ...rows.map((row) => row.id)].sort();

  const found: string[] = [];
  const sizes: number[] = [];
  for (let cursor: string | null | undefined; cursor !== null; ) {
    const { body } = await exported(id, cursor ? { cursor } : {});
    sizes.push(Buffer.byteLength(JSON.stringify(JSON.stringify(body))));
    expect(body.review.progress).toMatchObject({ kept: 1_000, pending: 1 });
    found.push(...body.items.map((item: { id: string }) => item.id));
    cursor = body.next_cursor;
  }
  expect(found).toEqual(ids);
  expect(sizes).toHaveLength(3);
  expect(Math.max(...sizes), 'the longest there can be').toBeLessThan(6_000_000);

  let csv = '';
  for (let query: Record<string, string> | undefined = { format: 'csv' }; query; ) {
    const { body, headers } = await exported(id, query);
    csv += body;
    const next = /^<([^>]*)>; rel="next"$/.exec(headers.link ?? '')?.[1];
    query = next ? Object.fromEntries(new URL(next, 'https://hale.test').searchParams) : undefined;
  }
  expect(csv.trimEnd().split('\r\n')).toHaveLength(1 + ids.length);
  expect(csv.match(/"granted_at"/g), 'one heading').toHaveLength(1);
});
