/** Break-glass in the local cloud: each function under its own role, from a browser's passkey and from a terminal. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { type FunctionConfiguration, paginateListFunctions } from '@aws-sdk/client-lambda';
import { beforeAll, expect, test } from 'vitest';
import { triggers } from '../../lambdas/triggers.ts';
import { CHECKOUT } from '../../lib/local/paths.ts';
import { addOperator } from '../../lib/operator/operator-add.ts';
import type { Authenticator, RequestOptions } from '../passkey-authenticator.ts';
import { type Clinic, call, type Envelope, enrol, good, makeClinic } from './clinic.ts';
import { cloud, invoke, lambda, output, settings } from './cloud.ts';

interface Operator {
  readonly email: string;
  readonly authenticator: Authenticator;
  readonly codes: string[];
  readonly bearer: string;
}
interface Opened {
  readonly id: string;
  readonly token: string;
  readonly alarm: string;
}
interface Grant {
  readonly id: string;
  readonly status: string;
  readonly drill: boolean;
  readonly review: { readonly state: string };
  readonly events: readonly { readonly event: string }[] | null;
}

const PATH = '/v1/admin/break-glass';
let clinic: Clinic;
let operator: Operator;
let officer: Operator;
let organizationId: string;

async function enrolOperator(email: string, roles: string[]): Promise<Operator> {
  const { authenticator, envelope } = await enrol(clinic, { email });
  await addOperator({ project: clinic.projectId, email, roles, function: output('AddOperatorFunction') }, settings);
  const made = await good<Envelope & { recovery_codes: string[] }>('POST', '/v1/me/recovery-codes', {
    bearer: envelope.access_token,
    body: {},
  });
  return { email, authenticator, codes: made.recovery_codes, bearer: made.access_token };
}

const asked = (more: object = {}) => ({
  reason: 'Nobody on the ward can sign in',
  incident_id: 'INC-7',
  scope: { permissions: ['policies:read', 'policies:write'], organization_id: organizationId },
  minutes: 15,
  ...more,
});

async function openByPasskey(): Promise<Opened> {
  const { projectId: project } = clinic;
  const begun = await good<{ request_id: string; options: RequestOptions }>('POST', `${PATH}/options`, {
    project,
    body: {},
  });
  const credential = operator.authenticator.get(begun.options);
  return good<Opened>('POST', PATH, { project, body: asked({ request_id: begun.request_id, credential }) });
}

/** Runs the command as a person would, the secret on standard input. This process goes on: its connections stay in use. */
async function hale(args: readonly string[], input: string, env: Record<string, string> = {}) {
  const command = [join(CHECKOUT, 'bin/hale.ts'), 'break-glass', ...args, '--api', cloud.apiUrl];
  const child = spawn(process.execPath, command, { env: { PATH: process.env.PATH, ...env } });
  const [stdout, stderr] = [text(child.stdout), text(child.stderr)];
  child.stdin.end(`${input}\n`);
  const [status] = await once(child, 'close');
  return { status, stdout: await stdout, stderr: await stderr };
}

const terminal = () => [
  ...['--project', clinic.projectId, '--email', operator.email, '--incident', 'INC-8'],
  ...['--reason', 'The identity provider is down', '--scope', 'policies:write', '--json'],
];

beforeAll(async () => {
  clinic = await makeClinic('Night shift');
  const { secret: bearer } = clinic;
  organizationId = (await good<{ id: string }>('POST', '/v1/organizations', { bearer, body: { name: 'Ward' } })).id;
  const policy = `/v1/organizations/${organizationId}/policy`;
  await good('PUT', policy, { bearer, body: { require_sso: true } });
  operator = await enrolOperator('night@example.com', ['emergency']);
  officer = await enrolOperator('privacy@example.com', ['privacy_officer']);
  await enrolOperator('day@example.com', ['emergency']);
}, 120_000);

test('two emergency operators are ready', async () => {
  const readiness = await good<{ ready: boolean; ready_count: number }>('GET', `${PATH}/readiness`, {
    bearer: clinic.secret,
  });
  expect(readiness).toMatchObject({ ready: true, ready_count: 2 });
});

test('opened with a passkey, used, closed, reviewed: the incident topic took the alarm and the log has it all', async () => {
  const { id, token, alarm } = await openByPasskey();
  expect(alarm).toBe('delivered');
  const policy = `/v1/organizations/${organizationId}/policy`;
  expect(await good('PUT', policy, { bearer: token, body: { require_sso: false } })).toMatchObject({
    require_sso: false,
  });
  expect((await call('GET', '/v1/users', { bearer: token })).status).toBe(403);
  expect(await good<Grant>('POST', `${PATH}/${id}/close`, { bearer: token })).toMatchObject({ status: 'closed' });
  expect((await call('PUT', policy, { bearer: token, body: {} })).status).toBe(401);

  const seen = await good<Grant>('GET', `${PATH}/${id}`, { bearer: officer.bearer });
  expect(seen.events?.map(({ event }) => event)).toEqual([
    'break_glass.closed',
    'request.refused',
    'org_policy.updated',
    'break_glass.opened',
    'break_glass.alarmed',
  ]);
  const body = { verdict: 'justified', findings: 'The provider was down for an hour.' };
  const reviewed = await good<Grant>('POST', `${PATH}/${id}/review`, { bearer: officer.bearer, body });
  expect(reviewed).toMatchObject({ review: { state: 'done' } });
});

test('from a terminal: opened with a recovery code, looked at, closed', async () => {
  const opened = await hale(['open', ...terminal()], operator.codes.shift() ?? '');
  expect(opened).toMatchObject({ status: 0 });
  const { id, token } = JSON.parse(opened.stdout) as Opened;
  const inEnvironment = { HALE_BREAK_GLASS_TOKEN: token };
  const status = await hale(['status', '--json'], '', inEnvironment);
  expect(JSON.parse(status.stdout)).toMatchObject({ id, status: 'open' });
  const closed = await hale(['close'], token);
  expect(closed.stdout).toContain('status     closed');
  expect(await hale(['status'], '', inEnvironment)).toMatchObject({
    status: 1,
    stderr: expect.stringContaining('401'),
  });
});

test('a wrong code is refused, and said so', async () => {
  const refused = await hale(['open', ...terminal()], 'AAAA-AAAA-AAAA-AAAA');
  expect(refused).toMatchObject({ status: 1, stdout: '', stderr: expect.stringContaining('invalid_credentials') });
});

test('a drill from a terminal leaves its evidence', async () => {
  const drill = await hale(['drill', ...terminal()], operator.codes.shift() ?? '');
  expect(drill).toMatchObject({ status: 0 });
  const { data } = await good<{ data: Grant[] }>('GET', `${PATH}/drills`, { bearer: officer.bearer });
  expect(data).toMatchObject([{ id: JSON.parse(drill.stdout).id, drill: true, status: 'closed', alarm: 'delivered' }]);
});

test('what the clock starts runs under its own role: readiness is written down, and nothing is overdue', async () => {
  const functions: FunctionConfiguration[] = [];
  for await (const page of paginateListFunctions({ client: lambda }, {})) functions.push(...(page.Functions ?? []));
  for (const { summary } of [triggers['break-glass/check-readiness'], triggers['break-glass/finish-break-glass']]) {
    const { FunctionName = '' } = functions.find(({ Description }) => Description === summary) ?? {};
    expect(await invoke(FunctionName, {})).toBeNull();
  }
  const path = '/v1/events?events=break_glass.readiness_checked';
  const { data } = await good<{ data: { data: object }[] }>('GET', path, { bearer: clinic.secret });
  expect(data).toMatchObject([{ data: { metadata: { outcome: 'success', ready: 2, needed: 2 } } }]);
});
