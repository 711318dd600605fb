/** The recovery of an account in the local cloud: real mail by the stream, each function under its own role. */
import { beforeAll, expect, test, vi } from 'vitest';
import { readOutbox } from '../../lib/local/outbox.ts';
import { addOperator } from '../../lib/operator/operator-add.ts';
import { type Authenticator, type CreationOptions, makeAuthenticator } from '../passkey-authenticator.ts';
import { type Clinic, call, type Envelope, enrol, good, signIn } from './clinic.ts';
import { cloud, invoke, output, settings } from './cloud.ts';

interface Recovery {
  readonly id: string;
  readonly status: string;
  readonly given: number;
}

const PATH = '/v1/recovery/requests';
const EMAIL = 'locked-out@example.com';
const MAIL = { timeout: 60_000, interval: 500 };

let clinic: Clinic;
let organizationId: string;
let old: { authenticator: Authenticator; envelope: Envelope };
const operators: string[] = [];

/** What a mail to the person carries; the stream brings it in a moment. */
const mailed = (prefix: 'rcp' | 'rcf' | 'rcs'): Promise<string> =>
  vi.waitFor(async () => {
    const mail = await readOutbox(cloud.awsEnvironment.AWS_ENDPOINT_URL ?? '', EMAIL);
    const texts = mail.map(({ text }) => text).join('\n');
    const secret = new RegExp(`${prefix}_[A-Za-z0-9_-]{43}`).exec(texts)?.[0];
    if (!secret) throw new Error(`no mail brought ${prefix}`);
    return secret;
  }, MAIL);

beforeAll(async () => {
  const made = await invoke<{ project_id: string; secret: string }>(output('CreateProjectFunction'), {
    name: 'Lost keys',
    environment: 'test',
    relying_party_id: 'localhost',
    relying_party_name: 'Lost keys',
    origins: [cloud.apiUrl],
    sign_up: 'closed',
    settings: { recovery_delay_min: 0 },
    operator: 'arn:aws:iam::000000000000:user/test',
  });
  clinic = { projectId: made.project_id, secret: made.secret };
  const { secret: bearer } = clinic;
  organizationId = (await good<{ id: string }>('POST', '/v1/organizations', { bearer, body: { name: 'Practice' } })).id;
  const body = { require_passkey: true };
  await good('PUT', `/v1/organizations/${organizationId}/policy`, { bearer, body });
  const user = await good<{ id: string }>('POST', '/v1/users', { bearer, body: { email: EMAIL } });
  const membership = { user_id: user.id, role: 'nurse' };
  await good('POST', `/v1/organizations/${organizationId}/memberships`, { bearer, body: membership });
  old = await enrol(clinic, { email: EMAIL, organizationId });
  for (const email of ['one@example.com', 'two@example.com']) {
    const { authenticator } = await enrol(clinic, { email });
    const roles = ['admin'];
    await addOperator({ project: clinic.projectId, email, roles, function: output('AddOperatorFunction') }, settings);
    operators.push((await signIn(clinic, authenticator)).access_token);
  }
}, 120_000);

test('a mail proves the mailbox, two operators agree, a new passkey finishes it, and nothing old is good', async () => {
  const { projectId: project } = clinic;
  const body = { email: EMAIL, organization_id: organizationId };
  const { id } = await good<Recovery>('POST', PATH, { project, body });
  await good('POST', `${PATH}/${id}/prove`, { project, body: { token: await mailed('rcp') } });
  expect(await mailed('rcs')).toBeTruthy();

  const [one, two] = operators;
  const agreed = (bearer = '') => good<Recovery>('POST', `${PATH}/${id}/approve`, { bearer, body: {} });
  expect(await agreed(one)).toMatchObject({ status: 'proven', given: 1 });
  expect(await call('POST', `${PATH}/${id}/approve`, { bearer: clinic.secret, body: {} })).toMatchObject({
    status: 401,
  });
  expect(await agreed(two)).toMatchObject({ status: 'approved', given: 2 });

  const token = await mailed('rcf');
  const begun = await good<{ request_id: string; options: CreationOptions }>('POST', `${PATH}/${id}/complete/options`, {
    project,
    body: { token },
  });
  const passkey = makeAuthenticator({ origin: cloud.apiUrl });
  const envelope = await good<Envelope>('POST', `${PATH}/${id}/complete/verify`, {
    project,
    body: { token, request_id: begun.request_id, credential: passkey.create(begun.options) },
  });
  expect(envelope).toMatchObject({ user: { id: old.envelope.user.id }, active_organization: { id: organizationId } });

  expect((await call('GET', '/v1/me', { bearer: old.envelope.access_token })).status).toBe(401);
  await expect(signIn(clinic, old.authenticator)).rejects.toThrow('passkey.no_credential');
  expect((await signIn(clinic, passkey)).user.id).toBe(envelope.user.id);
  expect(await good('GET', '/v1/me/recovery', { bearer: envelope.access_token })).toMatchObject({
    status: 'completed',
  });
  const again = await call('POST', `${PATH}/${id}/complete/options`, { project, body: { token } });
  expect(again).toMatchObject({ status: 410, body: { code: 'token_consumed' } });

  await vi.waitFor(async () => {
    const mail = await readOutbox(cloud.awsEnvironment.AWS_ENDPOINT_URL ?? '', EMAIL);
    expect(mail.map(({ subject }) => subject.split(': ')[1])).toEqual([
      'did you ask to recover your account?',
      'your account is to be recovered',
      'your account can be recovered',
      'your account was recovered',
    ]);
  }, MAIL);
}, 180_000);
