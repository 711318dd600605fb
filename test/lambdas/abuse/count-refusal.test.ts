/** Promise one of security.md: every refused attempt has an event of its own, or is counted by one. */
import { beforeEach, describe, expect, test } from 'vitest';
import { client, request } from '../../dynamodb/api.ts';
import { exchangeToken } from '../../dynamodb/code-flow.ts';
import { eventsOf, type LoggedEvent } from '../../dynamodb/events.ts';
import { makeOperator, tire } from '../../dynamodb/operators.ts';
import { anonymously, type Clinic, enrol, makeClinic } from '../../dynamodb/people.ts';
import { bearer } from '../../dynamodb/world.ts';

let clinic: Clinic;
beforeEach(async () => {
  clinic = await makeClinic();
});

const refusals = async (type = 'request.refused'): Promise<LoggedEvent[]> =>
  (await eventsOf(clinic.projectId)).filter((event) => event.type === type);
const times = async (count: number, attempt: () => Promise<unknown>) => {
  for (let done = 0; done < count; done++) await attempt();
};

describe('a refusal that has no event of its own', () => {
  test('is an event that names who, what and why, at the first and then at each doubling', async () => {
    const { body: key } = await client(clinic.secret)('POST /v1/api-keys', {
      body: { name: 'narrow', scopes: ['users:read'] },
    });
    await times(9, () => client(key.secret)('POST /v1/users', { body: { email: 'x@clinic.test' } }));
    const noted = await refusals();
    expect(noted.map(({ detail }) => detail?.count)).toEqual([1, 2, 4, 8]);
    expect(noted[0]).toMatchObject({
      outcome: 'denied',
      reason: 'forbidden',
      actor: { type: 'api_key', id: key.id },
      detail: { route: 'POST /v1/users', window_s: 900 },
    });
  });

  test('is counted for each who is refused, each route and each reason apart', async () => {
    const owner = await makeOperator(clinic, 'owner');
    const auditor = await makeOperator(clinic, 'auditor');
    await tire(owner);
    await owner.call('POST /v1/redirect-uris', { body: { uri: 'https://app.test/callback' } });
    await owner.call('POST /v1/m2m-clients', { body: { name: 'Lab' } });
    await auditor.call('POST /v1/m2m-clients', { body: { name: 'Lab' } });
    const noted = (await refusals()).map(({ actor, reason, detail }) => [
      actor.id,
      reason,
      detail?.route,
      detail?.count,
    ]);
    expect(noted).toEqual([
      [owner.userId, 'recent_authentication_required', 'POST /v1/redirect-uris', 1],
      [owner.userId, 'recent_authentication_required', 'POST /v1/m2m-clients', 1],
      [auditor.userId, 'forbidden', 'POST /v1/m2m-clients', 1],
    ]);
  });

  test('of somebody who is nobody yet is counted too', async () => {
    const body = { request_id: 'x', credential: { id: 'AA', rawId: 'AA', type: 'public-key', response: {} } };
    const response = { clientDataJSON: 'AA', authenticatorData: 'AA', signature: 'AA' };
    await times(3, () =>
      request('POST /v1/auth/passkey/login/verify', {
        headers: anonymously(clinic),
        body: { ...body, credential: { ...body.credential, response } },
      }),
    );
    const noted = await refusals();
    expect(noted.map(({ reason, detail }) => [reason, detail?.count])).toEqual([
      ['challenge_expired', 1],
      ['challenge_expired', 2],
    ]);
  });

  test('is none where the refusal was written down already', async () => {
    const person = await enrol(clinic);
    await request('POST /v1/auth/sign-out', { headers: bearer(person.envelope.access_token), body: {} });
    expect((await request('GET /v1/me', { headers: bearer(person.envelope.access_token) })).status).toBe(401);
    expect(await refusals('session.check_refused')).toHaveLength(1);
    expect(await refusals()).toEqual([]);
  });
});

describe('credentials that are nobody', () => {
  test("of a machine client are counted for the client, also from a form's members", async () => {
    const { body: machine } = await client(clinic.secret)('POST /v1/m2m-clients', { body: { name: 'Lab import' } });
    const form = { grant_type: 'client_credentials', client_id: machine.client_id, client_secret: 'wrong' };
    await times(3, () => exchangeToken(form));
    const noted = await refusals('abuse.limit_reached');
    expect(noted.map(({ target, detail }) => [target.id, detail?.refused])).toEqual([
      [machine.client_id, 1],
      [machine.client_id, 2],
    ]);
  });

  test('of a user who holds no role are counted where operators may call', async () => {
    const person = await enrol(clinic);
    const answer = await request('GET /v1/approvals', { headers: bearer(person.envelope.access_token) });
    expect(answer.status).toBe(403);
    expect((await refusals('abuse.limit_reached')).map(({ detail }) => detail?.refused)).toEqual([1]);
  });
});
