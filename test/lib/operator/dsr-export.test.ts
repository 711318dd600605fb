/** `hale dsr export` against an API in small: a small bundle at once, a large one by its link, and a whole file or none. */
import { once } from 'node:events';
import { existsSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test, vi } from 'vitest';
import { dsrExport } from '../../../lib/operator/dsr-export.ts';

const USER = 'user_01ARZ3NDEKTSV4RRFFQ69G5FAV';
const ID = 'exp_01ARZ3NDEKTSV4RRFFQ69G5FAV';
const BUNDLE = { manifest: { facts: { events: 2, dsr_id: 'dsr_1' } }, statement: 's', parts: {} };
const FILE = JSON.stringify(BUNDLE);
const state = (more: object) => ({
  id: ID,
  dsr_id: 'dsr_2',
  status: 'running',
  events: 0,
  percent: 0,
  bytes: null,
  ...more,
});
const PATH = `/v1/admin/users/${USER}/dsr`;

let [asked, bodies, answers]: [string[], unknown[], [number, object][]] = [[], [], []];
let api = '';
const folder = mkdtempSync(join(tmpdir(), 'hale-dsr-'));
const server = createServer(async (request, response) => {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk);
  const line = `${request.method} ${request.url}`;
  asked.push(line);
  if (chunks.length > 0) bodies.push(JSON.parse(Buffer.concat(chunks).toString()));
  if (line.startsWith('GET /file')) return void response.writeHead(200).end(FILE);
  const [status, body] = answers.shift() ?? [500, {}];
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
});

beforeAll(async () => {
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  api = `http://127.0.0.1:${typeof address === 'object' ? address?.port : ''}`;
  process.env.HALE_API_KEY = 'sk_test_1';
});
afterAll(() => {
  server.close();
  rmSync(folder, { recursive: true });
});
beforeEach(() => {
  [asked, bodies, answers] = [[], [], []];
});
afterEach(() => vi.restoreAllMocks());

let files = 0;
async function run(more: object = {}) {
  const output = join(folder, `bundle-${++files}.json`);
  const log = vi.spyOn(console, 'log').mockImplementation(() => undefined);
  const status = await dsrExport(USER, { requestedBy: 'alice@hospital.org', every: '0.01', api, output, ...more });
  return { status, output, text: log.mock.calls.flat().join('\n') };
}

test('keeps a small bundle to whoever ran it', async () => {
  answers = [[200, BUNDLE]];
  const { status, output, text } = await run({ notes: 'Patient request', json: true });
  expect([status, JSON.parse(text)]).toEqual([0, { user_id: USER, dsr_id: 'dsr_1', events: 2, output }]);
  expect(JSON.parse(readFileSync(output, 'utf8'))).toEqual(BUNDLE);
  expect(statSync(output).mode & 0o777).toBe(0o600);
  expect(asked).toEqual([`POST ${PATH}/export`]);
  expect(bodies).toEqual([{ requested_by: 'alice@hospital.org', notes: 'Patient request' }]);
});

test('waits for a large one, and fetches it once by its link', async () => {
  const link = { url: `https://elsewhere.test/file?token=t` };
  const done = state({ status: 'completed', events: 9, percent: 100, bytes: FILE.length });
  answers = [
    [202, state({})],
    [200, state({ percent: 40 })],
    [200, done],
    [201, link],
  ];
  const { output, text } = await run();
  expect(text).toBe(`Everything that is kept of ${USER}, with 9 events, in ${output}`);
  expect(readFileSync(output, 'utf8')).toBe(FILE);
  const path = `${PATH}/exports/${ID}`;
  expect(asked).toEqual([
    `POST ${PATH}/export`,
    `GET ${path}`,
    `GET ${path}`,
    `POST ${path}/link`,
    'GET /file?token=t',
  ]);
});

test('leaves no file that is not whole, and says why', async () => {
  const done = state({ status: 'completed', percent: 100, bytes: FILE.length + 1 });
  answers = [
    [202, done],
    [201, { url: `${api}/file` }],
  ];
  await expect(run()).rejects.toThrow(`holds ${FILE.length} bytes and not ${FILE.length + 1}`);
  expect(existsSync(join(folder, `bundle-${files}.json`))).toBe(false);
  answers = [[202, state({ status: 'failed' })]];
  await expect(run()).rejects.toThrow('could not be written');
  answers = [[404, { code: 'not_found', message: 'There is no such object.', request_id: 'req_1' }]];
  await expect(run()).rejects.toThrow('404 not_found: There is no such object. (req_1)');
});

test('asks for nothing when it was called wrongly', async () => {
  const taken = join(folder, 'taken.json');
  writeFileSync(taken, '');
  await expect(run({ output: taken })).rejects.toThrow('exists');
  await expect(run({ every: 'x' })).rejects.toThrow('--every takes seconds');
  await expect(dsrExport('alice', { requestedBy: 'x', every: '1', api })).rejects.toThrow('alice is no id of a user');
  expect(asked).toEqual([]);
});
