/**
 * A deployment in small for the rows that count calls: DynamoDB Local and the KMS double behind a recorder, the bundled
 * functions, and one person with a synced passkey who is a member of one organization.
 */
import { DynamoDBClient, PutItemCommand, ScanCommand } from '@aws-sdk/client-dynamodb';
import { BY_ID, BY_PARENT } from '../../lambdas/shared/table.ts';
import { bearer, call, type Reply, type Request } from '../dynamodb/call.ts';
import { createTables, environmentOf, nameTables } from '../dynamodb/deployment.ts';
import { startKms } from '../dynamodb/kms.ts';
import { startDynamodb } from '../dynamodb/local.ts';
import { startFunctions } from '../functions.ts';
import { makeAuthenticator } from '../passkey-authenticator.ts';
import { type BenchBundles, PASSWORD_SIGN_IN, SIGN_IN, USUAL } from './bundles.ts';
import { startRecorder } from './recorder.ts';
import type { Index } from './units.ts';

export type Stage = Awaited<ReturnType<typeof startStage>>;

function expectOk(what: string, { status, body }: Reply): Reply['body'] {
  if (status >= 300) throw new Error(`${what} answered ${status} ${JSON.stringify(body)}`);
  return body;
}

export async function startStage(bundles: BenchBundles) {
  const dynamodb = await startDynamodb();
  const kms = await startKms();
  const recorder = await startRecorder({ dynamodb: dynamodb.endpoint, kms: kms.endpoint });
  const tables = nameTables();
  const environment: Record<string, string> = {
    ...environmentOf(tables, recorder.dynamodb, recorder.kms),
    POWERTOOLS_LOG_LEVEL: 'INFO',
  };
  const database = new DynamoDBClient({
    endpoint: dynamodb.endpoint,
    region: 'us-east-1',
    credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
  });
  await createTables(database, tables);
  const ours = startFunctions(bundles.ours, environment);
  const usual = startFunctions(bundles.usual, environment);
  const post = async (id: string, request: Request) => expectOk(id, await call(ours.handler(id), request));

  const { project_id, secret } = (await ours.invoke('project/create-project', {
    name: 'Bench',
    environment: 'test',
    relying_party_id: 'localhost',
    relying_party_name: 'Bench',
    origins: ['http://localhost:4100'],
    sign_up: 'closed',
    settings: { passwords: 'on' },
    operator: 'arn:aws:iam::000000000000:user/bench',
  })) as { project_id: string; secret: string };
  const headers = { 'x-authio-project': project_id };
  const passkey = makeAuthenticator({ algorithm: 'ES256', synced: true });
  const begun = await post('passkey/begin-registration', {
    headers: bearer(secret),
    body: { email: 'person@clinic.test', name: 'A Person' },
  });
  const { user, access_token } = await post('passkey/finish-registration', {
    headers,
    body: { request_id: begun.request_id, credential: passkey.create(begun.options) },
  });
  const organization = await post('organization/create-organization', {
    headers: bearer(secret),
    body: { name: 'A Practice' },
  });
  await post('membership/create-membership', {
    headers: bearer(secret),
    params: { org: organization.id },
    body: { user_id: user.id, role: 'clinician' },
  });

  const { Items: [stored] = [] } = await database.send(
    new ScanCommand({
      TableName: tables.identity,
      FilterExpression: 'credential_id = :id AND attribute_exists(public_key)',
      ExpressionAttributeValues: { ':id': { S: passkey.credentialId } },
    }),
  );
  const { public_key = { NULL: true }, counter = { N: '0' } } = stored ?? {};
  const item = { pk: { S: `PASSKEY#${passkey.credentialId}` }, sk: { S: 'PASSKEY' }, user_id: { S: user.id } };
  await database.send(new PutItemCommand({ TableName: tables.identity, Item: { ...item, public_key, counter } }));

  /** Options and verification; the calls of both. */
  async function signIn(named: { organization_id?: string }) {
    recorder.take();
    const loggedBefore = ours.logged();
    const begunNow = await post('passkey/begin-sign-in', { headers, body: named });
    const body = { request_id: begunNow.request_id, credential: passkey.get(begunNow.options) };
    const envelope = await post(SIGN_IN, { headers, body });
    const logBytes = ours.logged() - loggedBefore;
    return { calls: recorder.take(), logBytes, envelope, request: { headers, body }, options: begunNow.options };
  }

  /** Sets a password and signs in with it. */
  async function logIn() {
    const password = 'nine blue tulips wait';
    await post('password/change-password', { headers: bearer(access_token), body: { new_password: password } });
    const body = { email: 'person@clinic.test', password, organization_id: organization.id };
    await post(PASSWORD_SIGN_IN, { headers, body });
    return { headers, body };
  }

  async function signInUsually() {
    const handler = usual.handler(USUAL.signIn);
    recorder.take();
    const first = expectOk('usual options', await call(handler, { path: '/options' }));
    const body = { request_id: first.request_id, credential: passkey.get(first.options) };
    const { session_id } = expectOk('usual verify', await call(handler, { path: '/verify', body }));
    return { calls: recorder.take(), sessionId: session_id as string };
  }

  const indexes = new Map<string, Index>([
    [tables.identity, { ...BY_PARENT, keysOnly: false }],
    [tables.audit, { ...BY_ID, keysOnly: true }],
  ]);
  return {
    recorder,
    environment,
    organizationId: organization.id as string,
    publicKey: Buffer.from((public_key as { B?: Uint8Array }).B ?? []),
    signIn,
    logIn,
    signInUsually,
    getJwks: () => post('token/get-jwks', {}),
    checkSessionUsually: (id: string) => call(usual.handler(USUAL.checkSession), { headers: { authorization: id } }),
    indexOf: (table: string) => indexes.get(table),
    stop: async () => {
      await Promise.all([ours.stop(), usual.stop()]);
      await recorder.stop();
      await kms.stop();
      await dynamodb.stop();
    },
  };
}
