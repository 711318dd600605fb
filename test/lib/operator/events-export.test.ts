/** `hale events export` against an API in small: it waits, fetches once, and leaves a whole file or none. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, expect, test, vi } from 'vitest';

const HALE = join(import.meta.dirname, '../../../bin/hale.ts');
const ID = 'exp_01ARZ3NDEKTSV4RRFFQ69G5FAV';
const FILE = '"id"\r\n"evt_1"\r\n';
const state = (more: object) => ({ id: ID, status: 'running', events: 0, percent: 0, bytes: null, ...more });
const DONE = state({ status: 'completed', events: 1, percent: 100, bytes: FILE.length });

let folder = '';
let asked: { line: string; key: string | undefined; body: Record<string, unknown> | undefined }[] = [];
let states: object[] = [];
let fileAs: [status: number, text: string] = [200, FILE];
let api = '';
const server = createServer(async (request, response) => {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk);
  const text = Buffer.concat(chunks).toString();
  const line = `${request.method} ${request.url}`;
  asked.push({ line, key: request.headers.authorization, body: text ? JSON.parse(text) : undefined });
  const json = (status: number, body: object) =>
    response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
  if (line === 'POST /v1/events/exports') json(202, state({}));
  else if (line.endsWith('/link'))
    json(201, { url: `https://elsewhere.test/v1/events/exports/${ID}/download?token=t` });
  else if (line.includes('/download')) response.writeHead(303, { location: `${api}/file` }).end();
  else if (line === 'GET /file') response.writeHead(fileAs[0]).end(fileAs[1]);
  else json(200, states.shift() ?? DONE);
});

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'hale-export-'));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  api = `http://127.0.0.1:${typeof address === 'object' ? address?.port : ''}`;
});
afterAll(() => {
  server.close();
  rmSync(folder, { recursive: true });
});
// Each starts a process of its own.
vi.setConfig({ testTimeout: 60_000 });
beforeEach(() => {
  [asked, states, fileAs] = [[], [], [200, FILE]];
});

async function hale(args: readonly string[], env: Record<string, string> = { HALE_API_KEY: 'sk_test_1' }) {
  const child = spawn(process.execPath, [HALE, 'events', 'export', '--api', api, '--every', '0.01', ...args], {
    cwd: folder,
    env: { PATH: process.env.PATH, ...env },
  });
  let [stdout, stderr] = ['', ''];
  child.stdout.on('data', (data) => {
    stdout += data;
  });
  child.stderr.on('data', (data) => {
    stderr += data;
  });
  child.stdin.end();
  const [status] = await once(child, 'close');
  return { status, stdout, stderr };
}

test('waits until it is written, fetches it once by its link, and keeps it to whoever ran it', async () => {
  states = [state({ percent: 40, events: 1 }), DONE];
  const output = join(folder, 'log.csv');
  const filters = ['--actor', 'user_1', '--type', 'user.created', 'user.deleted', '--from', '2026-01-01T00:00:00Z'];
  const { status, stdout } = await hale(['--output', output, ...filters]);
  expect([status, stdout]).toEqual([0, `1 events in ${output}\n`]);
  expect(readFileSync(output, 'utf8')).toBe(FILE);
  expect(statSync(output).mode & 0o777).toBe(0o600);
  expect(asked.map(({ line }) => line)).toEqual([
    'POST /v1/events/exports',
    `GET /v1/events/exports/${ID}`,
    `GET /v1/events/exports/${ID}`,
    `POST /v1/events/exports/${ID}/link`,
    `GET /v1/events/exports/${ID}/download?token=t`,
    'GET /file',
  ]);
  expect(asked[0]?.body).toEqual({
    format: 'csv',
    filters: { actor_id: 'user_1', events: ['user.created', 'user.deleted'], range_start: '2026-01-01T00:00:00Z' },
  });
  // The key goes to the API, and neither with the link nor to where it leads.
  expect(asked.map(({ key }) => key)).toEqual([...Array(4).fill('Bearer sk_test_1'), undefined, undefined]);
});

test('tells a program in JSON', async () => {
  const { stdout } = await hale(['--format', 'ndjson', '--json']);
  expect(JSON.parse(stdout)).toEqual({ id: ID, events: 1, bytes: FILE.length, output: `events-${ID}.ndjson` });
});

test('names a file of AuditEvents by what is in it', async () => {
  const { stdout } = await hale(['--format', 'fhir', '--json']);
  expect(JSON.parse(stdout)).toMatchObject({ output: `events-${ID}.fhir.ndjson` });
  expect(asked[0]?.body).toMatchObject({ format: 'fhir' });
});

test.each([
  ['is shorter than it was said to be', [200, '"id"'] as [number, string]],
  ['is not there', [403, 'no'] as [number, string]],
])('leaves no file when it %s', async (_, as) => {
  fileAs = as;
  const output = join(folder, 'none.csv');
  const { status, stderr } = await hale(['--output', output]);
  expect(status).toBe(1);
  expect(stderr).not.toBe('');
  expect(existsSync(output)).toBe(false);
});

test('says so when it could not be written', async () => {
  states = [state({ status: 'failed' })];
  const { status, stderr } = await hale([]);
  expect([status, stderr]).toEqual([1, expect.stringContaining(`${ID} could not be written`)]);
});

test('replaces no file, and needs a key', async () => {
  const output = join(folder, 'there.csv');
  writeFileSync(output, 'mine');
  expect(await hale(['--output', output])).toMatchObject({ status: 2 });
  expect(readFileSync(output, 'utf8')).toBe('mine');
  expect(await hale([], {})).toMatchObject({ status: 2, stderr: expect.stringContaining('Secret key') });
  expect(asked).toEqual([]);
});
