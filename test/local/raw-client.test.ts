/** A stranger's client against the deployed API: it signs in, checks the token by the published keys, and refreshes. */
import { beforeAll, describe, expect, test } from 'vitest';
import { rawClient } from '../clients/raw-client.ts';
import { enrol, makeClinic } from './clinic.ts';
import { cloud } from './cloud.ts';

let client: ReturnType<typeof rawClient>;
let userId: string;

beforeAll(async () => {
  const clinic = await makeClinic();
  const { authenticator, envelope } = await enrol(clinic, { email: 'ada@example.com' });
  userId = envelope.user.id;
  const askPasskey = (options: Parameters<typeof authenticator.get>[0]) => authenticator.get(options);
  client = rawClient({ url: cloud.apiUrl, projectId: clinic.projectId, askPasskey });
});

describe('a client that knows only the documented API', () => {
  test('signs in, and verifies the access token by the published keys', async () => {
    const { access_token, session_id } = await client.signIn();
    const claims = await client.claimsOf(access_token);

    expect(claims).toMatchObject({ aud: 'authio', iss: cloud.apiUrl, sub: userId, sid: session_id });
    expect(Number(claims.exp) - Number(claims.iat)).toBeLessThanOrEqual(300);
  });

  test('does not take a token whose signature was touched', async () => {
    const { access_token } = await client.signIn();
    const [header, payload, signature = ''] = access_token.split('.');
    const touched = [header, payload, (signature.startsWith('A') ? 'B' : 'A') + signature.slice(1)].join('.');

    await expect(client.claimsOf(touched)).rejects.toThrow('signature verification failed');
  });

  test('refreshes; the spent refresh token is refused once its successor was used', async () => {
    const first = await client.signIn();
    const second = await client.refresh(first.refresh_token);
    const third = await client.refresh(second.refresh_token);

    expect(new Set([first, second, third].map(({ refresh_token }) => refresh_token)).size).toBe(3);
    expect(await client.claimsOf(third.access_token)).toMatchObject({ sid: first.session_id });
    await expect(client.refresh(first.refresh_token)).rejects.toMatchObject({
      status: 401,
      code: 'invalid_refresh_token',
    });
  });

  test('once a spent token came back, its whole family has ended', async () => {
    const first = await client.signIn();
    const second = await client.refresh(first.refresh_token);
    const third = await client.refresh(second.refresh_token);
    await expect(client.refresh(first.refresh_token)).rejects.toMatchObject({ status: 401 });

    await expect(client.refresh(third.refresh_token)).rejects.toMatchObject({ status: 401 });
  });
});
