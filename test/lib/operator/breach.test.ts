/** `hale breach` as somebody in the first hours meets it: against an API in small that remembers what it was asked. */

import { once } from 'node:events';
import { createServer } from 'node:http';
import { afterAll, beforeAll, beforeEach, expect, test, vi } from 'vitest';
import { breachContain, breachOpen, breachStatus } from '../../../lib/operator/breach.ts';

const ID = 'brh_01ARZ3NDEKTSV4RRFFQ69G5FAV';
const CLOCK = { kind: 'individuals', basis: '164.404(b)', due_on: '2027-01-19', state: 'running' };
const BREACH = {
  id: ID,
  title: 'Stolen laptop',
  status: 'open',
  discovered_at: '2026-11-20T00:00:00.000Z',
  privacy_officer_told: true,
  clocks: [CLOCK],
};
const step = (state: string, reason: string | null = null) => ({
  kind: 'lock',
  target: { type: 'organization', id: 'org_1' },
  state,
  reason,
  count: 3,
  spared: 1,
});

let asked: { line: string; key: unknown; body: unknown }[] = [];
let answers: [status: number, body: object][] = [];
let printed: string[] = [];
let api = '';
const server = createServer(async (request, response) => {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk);
  const text = Buffer.concat(chunks).toString();
  const line = `${request.method} ${request.url}`;
  asked.push({ line, key: request.headers.authorization, body: text && JSON.parse(text) });
  const [status, body] = answers.shift() ?? [500, {}];
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
});
beforeAll(async () => {
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  api = `http://127.0.0.1:${typeof address === 'object' ? address?.port : ''}`;
  vi.stubEnv('HALE_API_KEY', 'sk_test_key');
  vi.spyOn(console, 'log').mockImplementation((text) => void printed.push(String(text)));
});
afterAll(() => {
  vi.restoreAllMocks();
  vi.unstubAllEnvs();
  server.close();
});
beforeEach(() => {
  asked = [];
  answers = [];
  printed = [];
});

const OPEN = {
  title: 'Stolen laptop',
  summary: 'A laptop was stolen.',
  discovered: '2026-11-20T00:00:00Z',
  role: 'business_associate',
  timeZone: 'UTC',
};

test('open sends what is known, shows every clock with its section, and says when to call somebody', async () => {
  answers = [[201, { ...BREACH, privacy_officer_told: false }]];
  expect(await breachOpen({ api, ...OPEN })).toBe(0);
  expect(asked).toEqual([
    {
      line: 'POST /v1/admin/breaches',
      key: 'Bearer sk_test_key',
      body: {
        title: 'Stolen laptop',
        summary: 'A laptop was stolen.',
        discovered_at: '2026-11-20T00:00:00Z',
        role: 'business_associate',
        time_zone: 'UTC',
      },
    },
  ]);
  expect(printed[1]).toBe('  RUNNING       individuals         by 2027-01-19  §164.404(b)');
  expect(printed.at(-1)).toContain('CALL the privacy officer');
});

test('contain waits until all is done; a refused measure ends with 1', async () => {
  answers = [
    [202, { state: 'running', steps: [step('pending')] }],
    [200, { ...BREACH, containment: { state: 'running', steps: [step('pending')] } }],
    [200, { ...BREACH, containment: { state: 'done', steps: [step('done'), step('refused', 'not_found')] } }],
  ];
  const options = { api, every: '0.01', lockOrganization: ['org_1'], sessionsOfProject: true };
  expect(await breachContain(ID, options)).toBe(1);
  expect(asked.map(({ line }) => line)).toEqual([
    `POST /v1/admin/breaches/${ID}/contain`,
    `GET /v1/admin/breaches/${ID}`,
    `GET /v1/admin/breaches/${ID}`,
  ]);
  expect(asked[0]?.body).toEqual({ lock_accounts: { organizations: ['org_1'] }, sessions: { project: true } });
  expect(printed).toEqual([
    '  DONE     lock         org_1  3 changed, 1 operators spared',
    '  REFUSED  lock         org_1  not_found, 3 changed, 1 operators spared',
  ]);
});

test('a dry run asks for nothing', async () => {
  expect(await breachContain(ID, { api, every: '1', key: ['key_1'], dryRun: true, json: true })).toBe(0);
  expect([asked, printed]).toEqual([[], ['{"api_keys":["key_1"]}']]);
});

test('status ends with 1 where a notice is overdue, of one breach or among all pages', async () => {
  const late = { ...BREACH, clocks: [{ ...CLOCK, state: 'overdue' }] };
  answers = [
    [200, { ...BREACH, containment: { state: 'none', steps: [] } }],
    [200, { data: [BREACH], next_cursor: ID }],
    [200, { data: [late], next_cursor: null }],
  ];
  expect(await breachStatus(ID, { api })).toBe(0);
  expect(await breachStatus(undefined, { api, json: true })).toBe(1);
  expect(asked.map(({ line }) => line).slice(1)).toEqual([
    'GET /v1/admin/breaches?limit=100',
    `GET /v1/admin/breaches?limit=100&cursor=${ID}`,
  ]);
  expect(JSON.parse(printed.at(-1) ?? '')).toHaveLength(2);
});

test('what the API refuses is said in its words', async () => {
  const errors = [{ path: 'body.discovered_at', message: 'is in the future' }];
  answers = [[400, { code: 'validation_failed', message: 'Some members are wrong.', request_id: 'req_1', errors }]];
  await expect(breachOpen({ api, ...OPEN })).rejects.toThrow('body.discovered_at: is in the future');
});
