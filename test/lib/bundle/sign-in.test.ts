/**
 * The bundled functions, with all that lib/bundle/aliases.ts replaces in them, do what their sources do. A new version of
 * the SDK or of the WebAuthn library that a substitute no longer fits fails here.
 */
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest';
import { type Bundles, bundle } from '../../../lib/bundle/bundle.ts';
import { makeMaker } from '../../attestation-authority.ts';
import { environmentOf } from '../../dynamodb/deployment.ts';
import { bearer, call, makeProject, TABLES } from '../../dynamodb/world.ts';
import { type Functions, startFunctions } from '../../functions.ts';
import { type AuthenticatorSettings, type Misbehaviour, makeAuthenticator } from '../../passkey-authenticator.ts';

const { INHERIT } = await import('../../../lambdas/organization/policy.ts');

const out = mkdtempSync(join(tmpdir(), 'hale-functions-'));
let bundles: Bundles;
let functions: Functions;
beforeAll(async () => {
  bundles = await bundle({ out });
  functions = startFunctions(bundles.folder, environmentOf(TABLES, inject('dynamodbEndpoint'), inject('kmsEndpoint')));
});
afterAll(async () => {
  await functions.stop();
  rmSync(out, { recursive: true });
});

let people = 0;

/** A person of a new project, about to finish their registration. */
async function begin(settings: AuthenticatorSettings, wrong: Misbehaviour = {}, overrides = {}) {
  const { project_id, secret } = await makeProject(overrides);
  const passkey = makeAuthenticator(settings);
  const begun = await call(functions.handler('passkey/begin-registration'), {
    headers: bearer(secret),
    body: { email: `person${++people}@clinic.test`, name: 'A Person' },
  });
  const headers = { 'x-authio-project': project_id };
  const body = { request_id: begun.body.request_id, credential: passkey.create(begun.body.options, wrong) };
  return {
    passkey,
    headers,
    registered: await call(functions.handler('passkey/finish-registration'), { headers, body }),
  };
}

async function signIn({ passkey, headers }: Awaited<ReturnType<typeof begin>>, wrong: Misbehaviour = {}) {
  const begun = await call(functions.handler('passkey/begin-sign-in'), { headers, body: {} });
  const body = { request_id: begun.body.request_id, credential: passkey.get(begun.body.options, wrong) };
  return call(functions.handler('passkey/finish-sign-in'), { headers, body });
}

test('every alias is still asked for', () => {
  expect(bundles.unused).toEqual([]);
});

describe.each(['EdDSA', 'ES256', 'RS256'] as const)('a passkey of %s', (algorithm) => {
  test('registers and signs in, and its access token is accepted', async () => {
    const person = await begin({ algorithm });
    expect(person.registered.status).toBe(200);
    const signedIn = await signIn(person);
    expect(signedIn).toMatchObject({ status: 200, body: { session_id: expect.stringMatching(/^sess_/) } });
    const me = await call(functions.handler('me/get-me'), { headers: bearer(signedIn.body.access_token) });
    expect(me).toMatchObject({ status: 200, body: { id: person.registered.body.user.id } });
  });

  test('registers with an attestation by its own key, which needs no certificate', async () => {
    expect((await begin({ algorithm }, { format: 'packed' })).registered.status).toBe(200);
  });

  test.each<Misbehaviour>([{ spoilSignature: true }, { origin: 'https://evil.test' }, { userVerified: false }])(
    'is refused with %o',
    async (wrong) => {
      const refused = await signIn(await begin({ algorithm }), wrong);
      expect(refused).toMatchObject({ status: 401, body: { code: 'passkey_verification_failed' } });
    },
  );
});

test('a passkey of an algorithm that is not accepted does not register', async () => {
  expect((await begin({ algorithm: 'ES384' })).registered.status).toBe(401);
});

describe('where a policy asks for attestation', () => {
  const model = 'a11ce000-0000-4000-8000-00000000000a';
  const maker = makeMaker();
  const policy = { ...INHERIT, attestation: 'direct' };

  test('the certificates are judged by a part of the function, against the metadata that lies beside it', async () => {
    const folder = join(bundles.folder, 'passkey/finish-registration');
    writeFileSync(join(folder, 'fido-metadata.list'), `{}\n${JSON.stringify(maker.statement(model))}\n`);
    const certified = { aaguid: model, attester: maker.certify(model) };
    expect((await begin(certified, {}, { policy })).registered.status).toBe(200);
    const claimed = await begin({ aaguid: model }, {}, { policy });
    expect(claimed.registered.body.code).toBe('policy_violation_authenticator');
    const foreign = { aaguid: model, attester: makeMaker().certify(model) };
    expect((await begin(foreign, {}, { policy })).registered.body.code).toBe('passkey_verification_failed');
  });

  test('no address that a certificate names is asked, though it chains to its root', async () => {
    let asked = 0;
    const server = createServer((_, answer) => {
      asked++;
      answer.end();
    }).listen(0, '127.0.0.1');
    await once(server, 'listening');
    const { port } = server.address() as AddressInfo;
    const revocationList = `http://127.0.0.1:${port}/list`;
    const certified = { aaguid: model, attester: maker.certify(model, { revocationList }) };
    expect((await begin(certified, {}, { policy })).registered.status).toBe(200);
    server.close();
    expect(asked).toBe(0);
  });
});

test.each(['android-key', 'android-safetynet', 'apple', 'fido-u2f', 'packed', 'tpm'])(
  'an attestation of format %s that brings a certificate is refused',
  async (format) => {
    const statement = new Map<string, never>([
      ['alg', -7 as never],
      ['ver', '2.0' as never],
      ['sig', Buffer.alloc(8) as never],
    ]);
    const { registered } = await begin({ algorithm: 'ES256' }, { format, statement });
    expect(registered.status).toBe(401);
  },
);
