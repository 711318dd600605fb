/** `hale breach scope`, `notices` and `evidence` against an API in small that remembers what it was asked. */

import { once } from 'node:events';
import { existsSync, mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, expect, test, vi } from 'vitest';
import { breachEvidence, breachNotices, breachScope } from '../../../lib/operator/breach-findings.ts';

const ID = 'brh_01ARZ3NDEKTSV4RRFFQ69G5FAV';
const scope = (status: string, more: object = {}) => ({
  number: 1,
  status,
  failure: null,
  progress: { entries: 10, of: 40, waits_for_archive: false },
  result: null,
  ...more,
});
const RESULT = {
  revision: 1,
  entries: 100_000,
  unreadable: 0,
  logs_walked: 3,
  at_least: true,
  gaps: { unnamed: 2, unlogged_reads: true },
  counts: { events: 900, individuals: 501, uncertain: 0, attempted: 20, late: 0 },
};
const NOTICE = {
  notice: 'covered_entity',
  version: 2,
  at: '2026-03-04T12:00:00.000Z',
  required: 'running',
  due_on: '2026-03-09',
  missing: ['next_steps'],
  text: '# Notice of a breach to the covered entity\n',
};

let asked: { line: string; body: unknown }[] = [];
let answers: [status: number, body: object][] = [];
let printed: string[] = [];
let complained: string[] = [];
let api = '';
let folder = '';
const server = createServer(async (request, response) => {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk);
  const text = Buffer.concat(chunks).toString();
  asked.push({ line: `${request.method} ${request.url}`, body: text && JSON.parse(text) });
  const [status, body] = answers.shift() ?? [500, {}];
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
});
beforeAll(async () => {
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  api = `http://127.0.0.1:${typeof address === 'object' ? address?.port : ''}`;
  folder = mkdtempSync(join(tmpdir(), 'breach-'));
  vi.stubEnv('HALE_API_KEY', 'sk_test_key');
  vi.spyOn(console, 'log').mockImplementation((text) => void printed.push(String(text)));
  vi.spyOn(console, 'error').mockImplementation((text) => void complained.push(String(text)));
});
afterAll(() => {
  vi.restoreAllMocks();
  vi.unstubAllEnvs();
  rmSync(folder, { recursive: true });
  server.close();
});
beforeEach(() => {
  [asked, answers, printed, complained] = [[], [], [], []];
});

const linesOf = () => asked.map(({ line }) => line.replace(`/v1/admin/breaches/${ID}`, ''));

test('scope asks, waits until it is known, and says whom it reached and how that is proven', async () => {
  answers = [
    [202, scope('running')],
    [200, scope('running')],
    [200, scope('completed', { progress: null, result: RESULT })],
  ];
  const options = { api, every: '0.001', key: ['key_1'], ip: ['203.0.113.0/24'], excludeActors: true };
  expect(await breachScope(ID, options)).toBe(0);
  expect(linesOf()).toEqual(['POST /scope', 'GET /scope', 'GET /scope']);
  expect(asked[0]?.body).toEqual({ keys: ['key_1'], ips: ['203.0.113.0/24'], include_actors: false });
  expect(printed.join('\n')).toContain('at least 501 individuals were reached');
  expect(printed.join('\n')).toContain('2 events of it name nobody');
  expect(printed.join('\n')).toContain('others may have been read unseen');
  expect(printed.join('\n')).toContain('100000 entries of 3 logs were read, each to the root that was signed');
});

test('scope counts who is suspected among the victims only where that is said', async () => {
  answers = [1, 2].map(() => [202, scope('completed', { progress: null, result: RESULT })]);
  await breachScope(ID, { api, every: '1', actor: ['user_1'] });
  await breachScope(ID, { api, every: '1', actor: ['user_1'], includeSuspects: true });
  expect(asked.map(({ body }) => body)).toEqual([{ actors: ['user_1'] }, { actors: ['user_1'], include_actors: true }]);
});

test('scope ends with 1 where the archive is not what was signed; with --show it asks for nothing', async () => {
  answers = [[202, scope('failed', { failure: 'log_differs', progress: null })]];
  expect(await breachScope(ID, { api, every: '1' })).toBe(1);
  expect(printed).toEqual(['Scope 1: failed (log_differs)']);
  answers = [[200, scope('running', { progress: { entries: 0, of: 0, waits_for_archive: true } })]];
  expect(await breachScope(ID, { api, every: '1', show: true })).toBe(0);
  expect(linesOf().at(-1)).toBe('GET /scope');
  expect(printed.at(-1)).toContain('waits until everything of the window is archived');
});

test('scope with --dry-run shows what it would ask for, and asks for nothing', async () => {
  expect(await breachScope(ID, { every: '1', session: ['sess_1'], dryRun: true })).toBe(0);
  expect(JSON.parse(printed[0] ?? '')).toEqual({ sessions: ['sess_1'] });
  expect(asked).toEqual([]);
  await expect(breachScope(ID, { every: 'soon' })).rejects.toThrow('--every takes seconds');
});

test('notices drafts one, writes it for its reader alone, and says what is missing', async () => {
  answers = [[201, NOTICE]];
  const output = join(folder, 'notice.md');
  const options = { api, notice: 'covered_entity', whatHappened: 'A key was published.', output };
  expect(await breachNotices(ID, options)).toBe(0);
  expect(asked[0]?.body).toEqual({ notice: 'covered_entity', what_happened: 'A key was published.' });
  expect(readFileSync(output, 'utf8')).toBe(NOTICE.text);
  expect(statSync(output).mode & 0o777).toBe(0o600);
  expect(complained).toEqual(['To be written: --next-steps']);
  await expect(breachNotices(ID, options)).rejects.toThrow('exists');
});

test('notices without a kind lists the drafts, and which were sent', async () => {
  const sent = [{ notice: 'covered_entity', version: 1, sent_at: '2026-03-05T00:00:00.000Z' }];
  answers = [[200, { data: [NOTICE, { ...NOTICE, version: 1 }], sent }]];
  expect(await breachNotices(ID, { api })).toBe(0);
  expect(printed[0]).toContain('to be written: next_steps');
  expect(printed[1]).toContain('sent 2026-03-05');
  answers = [[200, { data: [], sent: [] }]];
  await breachNotices(ID, { api });
  expect(printed.at(-1)).toContain('No notice was drafted yet');
});

test('evidence fetches every page, each a bundle of its own', async () => {
  const bundle = { manifest: { facts: { pages: 2 } }, statement: 's', parts: {} };
  answers = [
    [200, bundle],
    [200, bundle],
  ];
  const output = join(folder, 'evidence');
  expect(await breachEvidence(ID, { api, output })).toBe(0);
  expect(linesOf()).toEqual(['GET /evidence?page=1', 'GET /evidence?page=2']);
  expect(JSON.parse(readFileSync(join(output, 'evidence-0002.json'), 'utf8'))).toEqual(bundle);
  await expect(breachEvidence(ID, { api, output })).rejects.toThrow('exists');
});

test('a breach that is not scoped yet is told as the API tells it, and nothing is written', async () => {
  answers = [[409, { code: 'scope_not_complete', message: 'Scope it.', request_id: 'req_1' }]];
  const output = join(folder, 'nothing');
  await expect(breachEvidence(ID, { api, output })).rejects.toThrow('scope_not_complete');
  expect(existsSync(output)).toBe(false);
});
