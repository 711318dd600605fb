/** What an organization drops because its project asks for it anyway is held against the project as it is now. */
import { UpdateItemCommand } from '@aws-sdk/client-dynamodb';
import { marshall } from '@aws-sdk/util-dynamodb';
import { expect, test } from 'vitest';
import { makeOperator, type OperatorPerson } from '../../dynamodb/operators.ts';
import { makeClinic, makeOrganization } from '../../dynamodb/people.ts';
import { database, TABLES } from '../../dynamodb/world.ts';

const POLICY = 'PUT /v1/organizations/{org}/policy';

/** By a function that runs elsewhere, so that nothing here knows of it: two people agreed there. */
const loosenElsewhere = (projectId: string) =>
  database.send(
    new UpdateItemCommand({
      TableName: TABLES.identity,
      Key: marshall({ pk: `PROJECT#${projectId}`, sk: 'PROJECT' }),
      UpdateExpression: 'SET policy.require_mfa = :no, version = version + :one',
      ExpressionAttributeValues: marshall({ ':no': false, ':one': 1 }),
    }),
  );

async function strictClinic(): Promise<{ org: string; projectId: string; admin: OperatorPerson }> {
  const clinic = await makeClinic({ environment: 'live' });
  const admin = await makeOperator(clinic, 'owner');
  const raised = await admin.call('PATCH /v1/projects/me', { body: { policy: { require_mfa: true } } });
  expect(raised.status).toBe(200);
  return { org: await makeOrganization(clinic, { require_mfa: true }), projectId: clinic.projectId, admin };
}

test('one person drops what the project still asks for', async () => {
  const { org, admin } = await strictClinic();
  expect((await admin.call(POLICY, { params: { org }, body: { require_mfa: false } })).status).toBe(200);
});

test('and not what it asked for some seconds ago', async () => {
  const { org, projectId, admin } = await strictClinic();
  await admin.call('GET /v1/projects/me');
  await loosenElsewhere(projectId);
  expect((await admin.call(POLICY, { params: { org }, body: { require_mfa: false } })).status).toBe(202);
});
