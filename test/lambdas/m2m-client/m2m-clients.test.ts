/** Machine clients and the client_credentials grant (RFC 6749 §4.4). */
import { createHash } from 'node:crypto';
import { createLocalJWKSet, jwtVerify } from 'jose';
import { beforeAll, describe, expect, test } from 'vitest';
import { client, request } from '../../dynamodb/api.ts';
import { exchangeToken } from '../../dynamodb/code-flow.ts';
import { eventsOf } from '../../dynamodb/events.ts';
import { type Clinic, makeClinic } from '../../dynamodb/people.ts';
import { bearer } from '../../dynamodb/world.ts';

let clinic: Clinic;
beforeAll(async () => {
  clinic = await makeClinic();
});

interface Machine {
  readonly client_id: string;
  readonly client_secret: string;
}

async function makeMachine(scopes = ['records:read', 'records:write']): Promise<Machine> {
  const made = await client(clinic.secret)('POST /v1/m2m-clients', { body: { name: 'Lab import', scopes } });
  expect(made.status).toBe(201);
  return made.body;
}

const basic = ({ client_id, client_secret }: Machine) => ({
  authorization: `Basic ${Buffer.from(`${client_id}:${client_secret}`).toString('base64')}`,
});
const ask = (machine: Machine, more: Record<string, string> = {}) =>
  exchangeToken({ grant_type: 'client_credentials', ...more }, basic(machine));

describe('a machine client', () => {
  test('gets a token of its own, by header or by form, that names it and its scopes', async () => {
    const machine = await makeMachine();
    const byForm = await exchangeToken({ grant_type: 'client_credentials', ...pick(machine) });
    expect(byForm.status).toBe(200);
    const { status, body } = await ask(machine, { scope: 'records:read' });
    expect([status, body.scope, body.refresh_token]).toEqual([200, 'records:read', undefined]);
    const jwks = (await request('GET /v1/auth/.well-known/jwks.json')).body;
    const { payload } = await jwtVerify(body.access_token, createLocalJWKSet(jwks), {
      issuer: 'https://auth.test',
      audience: 'authio',
    });
    expect(payload).toMatchObject({
      sub: machine.client_id,
      client_id: machine.client_id,
      project_id: clinic.projectId,
      token_type: 'm2m',
      scopes: ['records:read'],
      scope: 'records:read',
    });
    expect((payload.exp ?? 0) - (payload.iat ?? 0)).toBe(body.expires_in);
    const issued = (await eventsOf(clinic.projectId)).filter(({ type }) => type === 'client.token_issued');
    expect(issued.at(-1)).toMatchObject({ actor: { type: 'client', id: machine.client_id } });
  });

  test('is nobody at the routes of Hale itself', async () => {
    const { body } = await ask(await makeMachine());
    for (const route of ['GET /v1/me', 'GET /v1/users', 'GET /v1/m2m-clients'] as const)
      expect((await request(route, { headers: bearer(body.access_token) })).status).toBe(401);
  });

  test('gets no scope that it does not hold', async () => {
    const answer = await ask(await makeMachine(['records:read']), { scope: 'records:read records:write' });
    expect(answer).toMatchObject({ status: 400, body: { error: 'invalid_scope' } });
  });

  test('with a wrong secret, an unknown id, or none of both is invalid_client', async () => {
    const machine = await makeMachine();
    const other = await makeMachine();
    const wrong: Machine[] = [
      { ...machine, client_secret: other.client_secret },
      { ...machine, client_secret: `${machine.client_secret.slice(0, -1)}x` },
      { ...machine, client_id: `mci_${'0'.repeat(26)}` },
      { client_id: '', client_secret: '' },
    ];
    for (const one of wrong) {
      const answer = await ask(one);
      expect(answer).toMatchObject({ status: 401, body: { error: 'invalid_client' } });
      expect(answer.headers['www-authenticate']).toBe('Basic');
    }
    const anonymous = await exchangeToken({ grant_type: 'client_credentials', client_id: clinic.projectId });
    expect(anonymous).toMatchObject({ status: 401, body: { error: 'invalid_client' } });
  });

  test('acts for no person', async () => {
    const machine = await makeMachine();
    const answer = await exchangeToken({ grant_type: 'authorization_code', code: 'ac_x' }, basic(machine));
    expect(answer).toMatchObject({ status: 400, body: { error: 'invalid_grant' } });
  });

  test('gets none from the moment of its revocation, which happens once', async () => {
    const machine = await makeMachine();
    const api = client(clinic.secret);
    const revoke = () => api('DELETE /v1/m2m-clients/{id}', { params: { id: machine.client_id } });
    expect((await revoke()).status).toBe(204);
    expect(await ask(machine)).toMatchObject({ status: 401, body: { error: 'invalid_client' } });
    expect((await revoke()).status).toBe(404);
    const listed = (await api('GET /v1/m2m-clients')).body.data as { client_id: string }[];
    expect(listed.map(({ client_id }) => client_id)).not.toContain(machine.client_id);
  });

  test('that has expired gets none', async () => {
    const made = await client(clinic.secret)('POST /v1/m2m-clients', {
      body: { name: 'Soon over', expires_at: new Date(Date.now() + 400).toISOString() },
    });
    await new Promise((resolve) => setTimeout(resolve, 500));
    expect((await ask(made.body)).status).toBe(401);
  });
});

const pick = ({ client_id, client_secret }: Machine) => ({ client_id, client_secret });

test('the secret is shown once and stored as its hash alone', async () => {
  const machine = await makeMachine();
  expect(machine.client_secret).toMatch(/^msc_[0-9a-f]{64}_[0-9a-f]{8}$/);
  const { rowsOf } = await import('../../dynamodb/world.ts');
  const [row] = await rowsOf('identity', `CLIENT#${machine.client_id}`);
  expect(row?.hash).toBe(createHash('sha256').update(machine.client_secret).digest('base64url'));
  expect(JSON.stringify(row)).not.toContain(machine.client_secret.slice(4, 40));
});
