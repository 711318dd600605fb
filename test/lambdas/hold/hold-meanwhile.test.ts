/** A hold that comes after the holds were read and before something is destroyed: then it is not destroyed. */
import { PutItemCommand } from '@aws-sdk/client-dynamodb';
import { marshall } from '@aws-sdk/util-dynamodb';
import { beforeEach, expect, test } from 'vitest';
import { client } from '../../dynamodb/api.ts';
import { type Fault, withFaults } from '../../dynamodb/aws-faults.ts';
import { type Clinic, enrol, join, makeClinic, makeOrganization } from '../../dynamodb/people.ts';
import { database, type Reply, rowsOf, TABLES } from '../../dynamodb/world.ts';

const { handler: finishErasures } = await import('../../../lambdas/dsr/finish-erasures/handler.ts');

let clinic: Clinic;
let org: string;
let api: ReturnType<typeof client>;
beforeEach(async () => {
  clinic = await makeClinic();
  org = await makeOrganization(clinic);
  api = client(clinic.secret);
});

const kinds = async (userId: string): Promise<string[]> =>
  (await rowsOf('identity', `USER#${userId}`)).map(({ sk }) => String(sk));
const remove = (id: string) => api('DELETE /v1/users/{id}', { params: { id } });
const erase = (id: string) => api('POST /v1/admin/users/{id}/dsr/erase', { params: { id }, body: { ticket: 'DSR-4' } });

/** Places the hold before the transaction of this number, from 1, whose event goes into another log than the hold's. */
async function meanwhile(number: number, target: { type: string; id: string }, run: () => Promise<Reply>) {
  let seen = 0;
  let placed: number | undefined;
  const fault: Fault = async (call, go) => {
    if (call.command === 'ExecuteTransactionCommand' && ++seen === number)
      placed = (await api('POST /v1/holds', { body: { target, matter: 'case-4', reason: 'because' } })).status;
    return go();
  };
  const { value } = await withFaults(fault, run);
  expect(placed).toBe(201);
  return value;
}

test('a deletion stops at the user, and says why when it is tried again', async () => {
  const { userId } = await enrol(clinic);
  await join({ clinic, userId }, org);
  const project = { type: 'project', id: clinic.projectId };
  expect((await meanwhile(1, project, () => remove(userId))).body.code).toBe('conflict');
  expect(await kinds(userId)).toEqual(expect.arrayContaining(['USER', 'KEY']));
  expect((await remove(userId)).body.code).toBe('under_hold');
});

test('an erasure stops at the user, and waits', async () => {
  const { userId } = await enrol(clinic);
  await join({ clinic, userId }, org);
  // The order, the membership, the user.
  const project = { type: 'project', id: clinic.projectId };
  const asked = await meanwhile(2, project, () => erase(userId));
  expect([asked.status, asked.body.status]).toEqual([202, 'ordered']);
  await finishErasures();
  expect(await kinds(userId)).toEqual(expect.arrayContaining(['USER', 'KEY']));
});

test('an erasure of somebody who was deleted stops at their decisions', async () => {
  const { userId } = await enrol(clinic);
  const { id } = (await join({ clinic, userId }, org)).body;
  await api('DELETE /v1/organizations/{org}/memberships/{id}', { params: { org, id } });
  expect((await remove(userId)).status).toBe(204);
  const decision = { pk: `DECISIONS#${userId}`, sk: 'DECISION#1' };
  await database.send(new PutItemCommand({ TableName: TABLES.identity, Item: marshall(decision) }));
  // The order, the decisions.
  const asked = await meanwhile(2, { type: 'organization', id: org }, () => erase(userId));
  expect([asked.status, asked.body.status]).toEqual([202, 'ordered']);
  await finishErasures();
  expect(await rowsOf('identity', decision.pk)).toHaveLength(1);
  expect(await kinds(userId)).toEqual(['KEY']);
});

test('a deletion of an organization stops', async () => {
  const gone = () => api('DELETE /v1/organizations/{id}', { params: { id: org } });
  expect((await meanwhile(1, { type: 'project', id: clinic.projectId }, gone)).body.code).toBe('conflict');
  expect(await rowsOf('identity', `ORG#${org}`)).toHaveLength(1);
  expect((await gone()).body.code).toBe('under_hold');
});
