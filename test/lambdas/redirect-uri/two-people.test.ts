/** Where codes and links go is a safeguard: one key or one person alone sends nobody anywhere else (security.md, row 10). */
import { beforeAll, describe, expect, test } from 'vitest';
import { client } from '../../dynamodb/api.ts';
import { aRequest, authorize, locationOf, makePkce, makeVisitor, registerRedirect } from '../../dynamodb/code-flow.ts';
import { eventsOf } from '../../dynamodb/events.ts';
import { makeOperator, type OperatorPerson } from '../../dynamodb/operators.ts';
import { type Clinic, makeClinic } from '../../dynamodb/people.ts';

let clinic: Clinic;
let owner: OperatorPerson;
let second: OperatorPerson;
let admin: OperatorPerson;
beforeAll(async () => {
  clinic = await makeClinic({ environment: 'live' });
  [owner, second] = [await makeOperator(clinic, 'owner'), await makeOperator(clinic, 'owner')];
  admin = await makeOperator(clinic, 'admin');
});

const ADD = 'POST /v1/redirect-uris';
const approve = (who: OperatorPerson, id: string) =>
  who.call('POST /v1/approvals/{id}/approve', { params: { id }, body: {} });
const registered = async (): Promise<string[]> =>
  (await client(clinic.secret)('GET /v1/redirect-uris')).body.data.map(({ uri }: { uri: string }) => uri);

describe('in a project where loosening takes two people, an address for signing in', () => {
  test('that a key asks for is registered once two operators agree, and takes no code before', async () => {
    const uri = 'https://evil.test/callback';
    const asked = await registerRedirect(clinic, uri);
    expect(asked).toMatchObject({ status: 202, body: { status: 'pending' } });
    const id: string = asked.body.approval_id;
    const { cookie } = await makeVisitor(clinic);
    const visit = () => authorize(aRequest(clinic, makePkce().challenge, { redirect_uri: uri }), cookie);

    expect((await approve(owner, id)).body).toMatchObject({ status: 'pending', given: [owner.userId] });
    expect((await approve(owner, id)).body.code).toBe('second_person_required');
    expect((await approve(admin, id)).body.code).toBe('forbidden');
    expect(await registered()).not.toContain(uri);
    expect((await visit()).status).toBe(400);

    expect((await approve(second, id)).body).toMatchObject({
      status: 'approved',
      kind: 'redirect_uri',
      before: {},
      after: { uri, use: 'sign_in' },
    });
    expect(await registered()).toContain(uri);
    expect(locationOf(await visit()).searchParams.get('code')).toEqual(expect.any(String));
  });

  test('that one owner asks for is registered when another agrees, with both events', async () => {
    const uri = 'https://new.test/callback';
    const asked = await owner.call(ADD, { body: { uri } });
    expect(asked.status).toBe(202);
    const id: string = asked.body.approval_id;
    expect((await approve(owner, id)).body.code).toBe('second_person_required');
    expect((await approve(second, id)).body.status).toBe('approved');
    const { target } = (await client(clinic.secret)('GET /v1/approvals/{id}', { params: { id } })).body;
    expect((await eventsOf(clinic.projectId)).slice(-4)).toMatchObject([
      {
        type: 'approval.requested',
        actor: { id: owner.userId },
        detail: { kind: 'redirect_uri', after: { uri, use: 'sign_in' } },
      },
      { type: 'approval.given', outcome: 'denied' },
      { type: 'approval.given', outcome: 'success', actor: { id: second.userId } },
      {
        type: 'redirect_uri.added',
        actor: { id: second.userId },
        target,
        detail: { uri, use: 'sign_in', approval_id: id },
      },
    ]);
    // It is there now, so asking again changes nothing, and it can be removed by the id that was agreed on.
    expect(await owner.call(ADD, { body: { uri } })).toMatchObject({ status: 200, body: { id: target.id, uri } });
    const removed = await owner.call('DELETE /v1/redirect-uris/{id}', { params: { id: target.id } });
    expect(removed.status).toBe(204);
    expect(await registered()).not.toContain(uri);
  });

  test('asked for twice is registered once', async () => {
    const uri = 'https://twice.test/callback';
    const ids: string[] = [];
    for (let time = 0; time < 2; time++) ids.push((await owner.call(ADD, { body: { uri } })).body.approval_id);
    expect((await approve(second, ids[0] ?? '')).status).toBe(200);
    const late = await approve(second, ids[1] ?? '');
    expect([late.status, late.body.code]).toEqual([409, 'conflict']);
    expect((await registered()).filter((one) => one === uri)).toHaveLength(1);
  });

  test('that may not be registered is refused before anybody is asked', async () => {
    const refused = await owner.call(ADD, { body: { uri: 'http://app.test/callback' } });
    expect([refused.status, refused.body.code]).toEqual([400, 'validation_failed']);
  });

  test('is not one for signing out, which one person registers: no code goes there', async () => {
    const added = await owner.call(ADD, { body: { uri: 'https://app.test/bye', use: 'sign_out' } });
    expect(added).toMatchObject({ status: 201, body: { use: 'sign_out' } });
    const { cookie } = await makeVisitor(clinic);
    const query = aRequest(clinic, makePkce().challenge, { redirect_uri: 'https://app.test/bye' });
    expect((await authorize(query, cookie)).status).toBe(400);
  });
});
