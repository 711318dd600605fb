/** The registry of addresses that browsers are sent back to. */
import { describe, expect, test } from 'vitest';
import { client } from '../../dynamodb/api.ts';
import { registerRedirect } from '../../dynamodb/code-flow.ts';
import { eventsOf } from '../../dynamodb/events.ts';
import { makeClinic } from '../../dynamodb/people.ts';

const { isRegisteredRedirect } = await import('../../../lambdas/redirect-uri/redirect-uri-store.ts');

describe('an address', () => {
  test.each([
    'https://app.test/callback',
    'https://app.test',
    'https://app.test/',
    'https://app.test:8443/a?b=c',
    'http://localhost:5173/callback',
    'http://127.0.0.1/callback',
    'com.clinic.app:/callback',
  ])('%s may be registered, and is known by exactly that spelling', async (uri) => {
    const clinic = await makeClinic();
    expect((await registerRedirect(clinic, uri)).status).toBe(201);
    expect((await registerRedirect(clinic, uri)).status).toBe(200);
    expect(await isRegisteredRedirect(clinic.projectId, uri)).toBe(true);
    expect(await isRegisteredRedirect(clinic.projectId, `${uri}/`)).toBe(false);
    expect(await isRegisteredRedirect(clinic.projectId, uri, 'sign_out')).toBe(false);
  });

  test.each([
    'http://app.test/callback',
    'https://*.app.test/callback',
    'https://user:secret@app.test/callback',
    'https://app.test/callback#fragment',
    'https://APP.test/callback',
    'https://app.test/a/../callback',
    'https://app.test:443/callback',
    'javascript:alert(1)',
    'data:text/html,x',
    'file:///etc/passwd',
    'app:/callback',
    '/callback',
    'https://',
    '',
    `https://app.test/${'a'.repeat(2_048)}`,
  ])('%s may not', async (uri) => {
    expect((await registerRedirect(await makeClinic(), uri)).status).toBe(400);
  });

  test('is gone once removed, and is removed once', async () => {
    const clinic = await makeClinic();
    const { body } = await registerRedirect(clinic);
    const remove = () => client(clinic.secret)('DELETE /v1/redirect-uris/{id}', { params: { id: body.id } });
    expect([(await remove()).status, (await remove()).status]).toEqual([204, 404]);
    expect(await isRegisteredRedirect(clinic.projectId, body.uri)).toBe(false);
    expect((await registerRedirect(clinic)).status).toBe(201);
    const types = (await eventsOf(clinic.projectId)).map(({ type }) => type).filter((type) => /redirect/.test(type));
    expect(types).toEqual(['redirect_uri.added', 'redirect_uri.removed', 'redirect_uri.added']);
  });
});
