/** Two people are two who have a say when it is done: the word of one who was put out since counts no more. */
import { beforeAll, describe, expect, test, vi } from 'vitest';
import { client } from '../../dynamodb/api.ts';
import { eventsOf } from '../../dynamodb/events.ts';
import { makeOperator, type OperatorPerson } from '../../dynamodb/operators.ts';
import { type Clinic, makeClinic, makeOrganization } from '../../dynamodb/people.ts';

type Reads = typeof import('../../../lambdas/shared/aws/dynamodb.ts');

/** Done once, before a row of that kind is read. */
const meanwhile = vi.hoisted(() => ({ kind: '', act: undefined as (() => Promise<unknown>) | undefined }));
vi.mock('../../../lambdas/shared/aws/dynamodb.ts', async (original) => {
  const reads = await original<Reads>();
  const getRow: Reads['getRow'] = async (table, key, options) => {
    const { kind, act } = meanwhile;
    if (act && key.pk.startsWith(kind)) {
      meanwhile.act = undefined;
      await act();
    }
    return reads.getRow(table, key, options);
  };
  return { ...reads, getRow };
});

const POLICY = 'PUT /v1/organizations/{org}/policy';

let clinic: Clinic;
let owner: OperatorPerson;
let second: OperatorPerson;
beforeAll(async () => {
  clinic = await makeClinic({ environment: 'live' });
  [owner, second] = [await makeOperator(clinic, 'owner'), await makeOperator(clinic, 'owner')];
});

const policyOf = async (org: string) =>
  (await client(clinic.secret)('GET /v1/organizations/{org}/policy', { params: { org } })).body;
const approve = (who: OperatorPerson, id: string) =>
  who.call('POST /v1/approvals/{id}/approve', { params: { id }, body: {} });

describe.each([
  [
    'dismissed',
    (id: string) => owner.call('DELETE /v1/operators/{id}', { params: { id }, query: { confirm: 'true' } }),
  ],
  [
    'given a role without a say',
    (id: string) => owner.call('PATCH /v1/operators/{id}', { params: { id }, body: { roles: ['emergency'] } }),
  ],
  [
    'disabled',
    (id: string) => client(clinic.secret)('PATCH /v1/users/{id}', { params: { id }, body: { status: 'disabled' } }),
  ],
] as const)('of somebody who was %s', (_, putOut) => {
  test('what they asked for takes two others', async () => {
    const org = await makeOrganization(clinic, { require_mfa: true });
    const leaver = await makeOperator(clinic, 'admin', 'emergency');
    const asked = await leaver.call(POLICY, { params: { org }, body: { require_mfa: false } });
    const id: string = asked.body.approval_id;
    expect((await putOut(leaver.userId)).status).toBeLessThan(300);
    const first = await approve(owner, id);
    expect(first.body).toMatchObject({ status: 'pending', given: [owner.userId] });
    expect(await policyOf(org)).toMatchObject({ require_mfa: true });
    expect((await approve(owner, id)).body.code).toBe('second_person_required');
    expect((await approve(second, id)).body).toMatchObject({
      status: 'approved',
      given: [owner.userId, second.userId],
    });
    expect(await policyOf(org)).toMatchObject({ require_mfa: false });
    const given = (await eventsOf(org)).filter(
      ({ type, outcome }) => type === 'approval.given' && outcome === 'success',
    );
    expect(given.map(({ detail }) => (detail as { given: string[] }).given)).toEqual([
      [owner.userId],
      [owner.userId, second.userId],
    ]);
  });
});

test.each([
  ['after they are known', 'APPROVAL#', [403, 'forbidden']],
  ['after it was judged', 'ORG#', [409, 'conflict']],
] as const)('whoever agrees has a say when it is done, too: not one who is put out %s', async (_, kind, refusal) => {
  const org = await makeOrganization(clinic, { require_mfa: true });
  const leaver = await makeOperator(clinic, 'admin');
  const asked = await second.call(POLICY, { params: { org }, body: { require_mfa: false } });
  meanwhile.kind = kind;
  meanwhile.act = () => owner.call('DELETE /v1/operators/{id}', { params: { id: leaver.userId } });
  const agreed = await approve(leaver, asked.body.approval_id);
  expect(meanwhile.act).toBeUndefined();
  expect([agreed.status, agreed.body.code]).toEqual(refusal);
  expect(await policyOf(org)).toMatchObject({ require_mfa: true });
});

test('whoever is put out at the very moment that the other agrees does not count', async () => {
  for (let round = 0; round < 5; round++) {
    const org = await makeOrganization(clinic, { require_mfa: true });
    const leaver = await makeOperator(clinic, 'admin');
    const asked = await leaver.call(POLICY, { params: { org }, body: { require_mfa: false } });
    const id: string = asked.body.approval_id;
    const [out, agreed] = await Promise.all([
      owner.call('DELETE /v1/operators/{id}', { params: { id: leaver.userId } }),
      approve(second, id),
    ]);
    expect(out.status).toBe(204);
    const loosened = (await policyOf(org)).require_mfa === false;
    expect(loosened).toBe(agreed.status === 200 && agreed.body.status === 'approved');
  }
});
