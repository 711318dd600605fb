/** `hale break-glass` as somebody in a hurry meets it: against an API in small that remembers what it was asked. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:http';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, expect, test, vi } from 'vitest';

const HALE = join(import.meta.dirname, '../../../bin/hale.ts');
const ULID = '01ARZ3NDEKTSV4RRFFQ69G5FAV';
const TOKEN = `bgt_${ULID}_${'A'.repeat(43)}`;
const STATE = {
  id: `bg_${ULID}`,
  status: 'open',
  drill: false,
  expires_at: '2026-03-01T04:00:00.000Z',
  scope: { permissions: ['policies:write'], organization_id: null },
  review: { state: 'not_due', due_at: null },
};

interface Asked {
  readonly line: string;
  readonly headers: Record<string, unknown>;
  // biome-ignore lint/suspicious/noExplicitAny: whatever the command sent
  readonly body: any;
}
let asked: Asked[] = [];
let answers: [status: number, body: object][] = [];
let api = '';
const server = createServer(async (request, response) => {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk);
  const text = Buffer.concat(chunks).toString();
  asked.push({ line: `${request.method} ${request.url}`, headers: request.headers, body: text && JSON.parse(text) });
  const [status, body] = answers.shift() ?? [500, {}];
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
});

beforeAll(async () => {
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  api = `http://127.0.0.1:${typeof address === 'object' ? address?.port : ''}`;
});
afterAll(() => server.close());
// Each starts processes of its own.
vi.setConfig({ testTimeout: 60_000 });
beforeEach(() => {
  asked = [];
  answers = [];
});

async function hale(command: string, args: readonly string[], input = '', env: Record<string, string> = {}) {
  const child = spawn(process.execPath, [HALE, 'break-glass', command, '--api', api, ...args], {
    env: { PATH: process.env.PATH, ...env },
  });
  const out: Record<'stdout' | 'stderr', string> = { stdout: '', stderr: '' };
  child.stdout.on('data', (data) => (out.stdout += data));
  child.stderr.on('data', (data) => (out.stderr += data));
  child.stdin.end(input);
  const [status] = await once(child, 'close');
  return { status, ...out };
}

const WHO = ['--project', 'proj_1', '--email', 'night@clinic.test', '--incident', 'INC-1'];
const WHY = ['--reason', 'Nobody can sign in', '--scope', 'policies:write', 'policies:read'];
const opened = (more: object = {}) => ({
  id: STATE.id,
  token: TOKEN,
  expires_at: STATE.expires_at,
  alarm: 'delivered',
  ...more,
});

test('open sends the code that was read from standard input, and prints the token once', async () => {
  answers = [[201, opened()]];
  const { status, stdout, stderr } = await hale('open', [...WHO, ...WHY, '--minutes', '15'], 'ABCD-EFGH\n');
  expect({ status, stdout }).toEqual({ status: 0, stdout: expect.stringContaining(`token      ${TOKEN}`) });
  expect(stderr).toContain('never shown again');
  expect(asked).toMatchObject([
    {
      line: 'POST /v1/admin/break-glass',
      headers: { 'x-authio-project': 'proj_1' },
      body: {
        email: 'night@clinic.test',
        recovery_code: 'ABCD-EFGH',
        reason: 'Nobody can sign in',
        incident_id: 'INC-1',
        scope: { permissions: ['policies:write', 'policies:read'] },
        minutes: 15,
        drill: false,
      },
    },
  ]);
});

test('an alarm that reached nobody is said, and whom to call', async () => {
  answers = [[201, opened({ alarm: 'pending' })]];
  const { status, stderr } = await hale('open', [...WHO, ...WHY], 'ABCD\n');
  expect({ status, stderr }).toEqual({ status: 0, stderr: expect.stringContaining('Call your privacy officer') });
});

test('there is no option for the code, and none is sent without one', async () => {
  const unknown = await hale('open', [...WHO, ...WHY, '--code', 'ABCD'], 'ABCD\n');
  expect(unknown).toMatchObject({ status: 2, stderr: expect.stringContaining('unknown option') });
  const none = await hale('open', [...WHO, ...WHY]);
  expect(none).toMatchObject({ status: 2, stderr: expect.stringContaining('Recovery code is needed') });
  expect(asked).toEqual([]);
});

test('what the API refuses is told with its code and the request', async () => {
  const body = {
    code: 'validation_failed',
    message: 'Wrong.',
    request_id: 'req_1',
    errors: [{ path: 'minutes', message: 'too big' }],
  };
  answers = [
    [400, body],
    [401, { code: 'invalid_credentials', message: 'No.', request_id: 'req_2' }],
  ];
  expect(await hale('open', [...WHO, ...WHY], 'x\n')).toMatchObject({
    status: 2,
    stderr: expect.stringContaining('minutes: too big'),
  });
  expect(await hale('open', [...WHO, ...WHY], 'x\n')).toMatchObject({
    status: 1,
    stderr: expect.stringContaining('invalid_credentials: No. (req_2)'),
  });
});

test('status and close take the token from the environment or standard input, and know the grant from it', async () => {
  answers = [
    [200, STATE],
    [200, { ...STATE, status: 'closed', review: { state: 'due', due_at: '2026-03-04T04:00:00.000Z' } }],
  ];
  expect((await hale('status', [], '', { HALE_BREAK_GLASS_TOKEN: TOKEN })).stdout).toContain('status     open');
  expect((await hale('close', [], `${TOKEN}\n`)).stdout).toContain('review     due, by 2026-03-04');
  expect(asked.map(({ line, headers }) => [line, headers.authorization])).toEqual([
    [`GET /v1/admin/break-glass/${STATE.id}`, `Bearer ${TOKEN}`],
    [`POST /v1/admin/break-glass/${STATE.id}/close`, `Bearer ${TOKEN}`],
  ]);
  expect(await hale('close', [], 'sk_live_x\n')).toMatchObject({
    status: 2,
    stderr: expect.stringContaining('begins with bgt_'),
  });
});

test('a drill opens, looks and closes; it fails when the alarm reached nobody', async () => {
  const closed = { ...STATE, drill: true, status: 'closed' };
  answers = [
    [201, opened()],
    [200, STATE],
    [200, closed],
  ];
  expect(await hale('drill', [...WHO, ...WHY], 'x\n')).toMatchObject({
    status: 0,
    stdout: expect.stringContaining('nothing: it is a drill'),
  });
  expect(asked.map(({ line }) => line)).toEqual([
    'POST /v1/admin/break-glass',
    `GET /v1/admin/break-glass/${STATE.id}`,
    `POST /v1/admin/break-glass/${STATE.id}/close`,
  ]);
  expect(asked[0]?.body.drill).toBe(true);
  answers = [
    [201, opened({ alarm: 'pending' })],
    [200, STATE],
    [200, closed],
  ];
  expect(await hale('drill', [...WHO, ...WHY], 'x\n')).toMatchObject({
    status: 1,
    stderr: expect.stringContaining('The drill failed'),
  });
});

test('where nothing answers it says so', async () => {
  const { status, stderr } = await hale('status', ['--api', 'http://127.0.0.1:1'], `${TOKEN}\n`);
  expect({ status, stderr }).toEqual({
    status: 1,
    stderr: expect.stringContaining('http://127.0.0.1:1 does not answer'),
  });
});
