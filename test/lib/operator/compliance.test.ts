/** `hale compliance` against an API in small: what it sends, what it tells, and how it ends. */
import { spawn } from 'node:child_process';
import { createHash, generateKeyPairSync, sign } from 'node:crypto';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, expect, test, vi } from 'vitest';
import { formatVkey, noteKey, rawPublicKey, signNote } from '../../../lambdas/log/note.ts';
import { documentHash, statementKeyName, statementText } from '../../../lambdas/statement/statement.ts';

const HALE = join(import.meta.dirname, '../../../bin/hale.ts');
const NAME = statementKeyName('https://auth.test');
const { publicKey, privateKey } = generateKeyPairSync('ed25519');
const KEY = noteKey(NAME, rawPublicKey(publicKey.export({ type: 'spki', format: 'der' })));

const AS_OF = '2026-03-01T12:00:00.000Z';
const check = (result: string) => ({
  id: 'policy.require_mfa',
  result,
  expected: 'true',
  found: String(result === 'pass'),
  citation: '164.312(d)',
});
async function posture(result: string) {
  const document = { v: 1, project_id: 'proj_1', as_of: AS_OF, in_policy: result === 'pass', checks: [check(result)] };
  const text = statementText(NAME, { kind: 'posture', time: AS_OF, hash: documentHash(document) });
  const statement = await signNote(text, KEY, async (message) => sign(null, message, privateKey));
  return { document, statement };
}
const BELOW = {
  member: 'policy.session_idle_timeout_min',
  expected: '1 to 15',
  found: 30,
  citation: '164.312(a)(2)(iii)',
  since: { event_id: 'evt_1', at: AS_OF },
};
const driftPage = (organization_id: string, next_cursor: string | null, project: object[] = [BELOW]) => ({
  preset: 'hipaa',
  project,
  organizations: project.length > 0 ? [{ organization_id, below: [BELOW] }] : [],
  organizations_checked: 100,
  next_cursor,
});
const CHANGE = { member: 'policy.require_mfa', before: false, after: true };
const switched = (applied: boolean) => ({
  preset: 'hipaa',
  applied,
  agreement_id: 'baa_1',
  project: [CHANGE],
  organizations: [{ organization_id: 'org_1', changes: [CHANGE] }],
  organizations_changed: 1,
  organizations_checked: 3,
});

let folder = '';
let api = '';
let asked: { line: string; key: string | undefined; body: Record<string, unknown> | undefined }[] = [];
let answers: Record<string, unknown> = {};
const server = createServer(async (request, response) => {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk);
  const text = Buffer.concat(chunks).toString();
  const line = `${request.method} ${request.url}`.replace('/v1/compliance', '');
  asked.push({ line, key: request.headers.authorization, body: text ? JSON.parse(text) : undefined });
  const answer = answers[line];
  response.writeHead(answer ? 200 : 422, { 'content-type': 'application/json' });
  response.end(
    JSON.stringify(answer ?? { code: 'agreement_required', message: 'Record it first.', request_id: 'req_1' }),
  );
});

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'hale-compliance-'));
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
  [asked, answers] = [[], {}];
});

async function hale(...args: string[]) {
  const child = spawn(process.execPath, [HALE, 'compliance', ...args], {
    cwd: folder,
    env: { PATH: process.env.PATH, HALE_API_KEY: 'sk_test_1' },
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

test('a posture is shown check by check, ends with 1 out of policy, and is checked offline', async () => {
  answers['GET /posture'] = await posture('fail');
  const output = join(folder, 'posture.json');
  const shown = await hale('posture', '--api', api, '--output', output);
  expect(shown.stdout).toBe(
    `FAIL     policy.require_mfa  false   expected true   §164.312(d)\nNOT in policy at ${AS_OF}.\n`,
  );
  expect([shown.status, asked[0]?.key]).toEqual([1, 'Bearer sk_test_1']);
  expect((await hale('posture', '--api', api, '--output', output)).status).toBe(2);

  const keys = join(folder, 'keys.txt');
  writeFileSync(keys, `${formatVkey(KEY)}\n`);
  const verified = await hale('verify', output, '--keys', keys);
  expect(verified).toMatchObject({ status: 0, stdout: `proj_1 was NOT in policy at ${AS_OF}.\n` });
  const forged = JSON.parse(readFileSync(output, 'utf8'));
  forged.document.in_policy = true;
  writeFileSync(output, JSON.stringify(forged));
  expect(await hale('verify', output, '--keys', keys)).toMatchObject({
    status: 1,
    stdout: 'NOT SIGNED: the document is not the one that was signed\n',
  });
});

test('in policy it ends with 0, and tells a program in JSON', async () => {
  answers['GET /posture'] = await posture('pass');
  const { status, stdout } = await hale('posture', '--api', api, '--json');
  expect([status, JSON.parse(stdout)]).toEqual([0, answers['GET /posture']]);
});

test('drift is read to its last page, with the event since which it is so', async () => {
  answers['GET /drift?limit=100'] = driftPage('org_1', 'org_1');
  answers['GET /drift?limit=100&cursor=org_1'] = driftPage('org_2', null);
  const { status, stdout } = await hale('drift', '--api', api);
  expect(status).toBe(1);
  const line = `  policy.session_idle_timeout_min: 30, expected 1 to 15; since ${AS_OF} by evt_1`;
  expect(stdout).toBe(
    [
      'preset  hipaa',
      'project',
      line,
      'org_1',
      line,
      'org_2',
      line,
      '2 of 200 organizations are below the preset.',
      '',
    ].join('\n'),
  );
  answers['GET /drift?limit=100'] = driftPage('org_1', null, []);
  expect((await hale('drift', '--api', api)).status).toBe(0);
});

test('the preset is shown before it is turned on', async () => {
  answers['POST /preset'] = switched(false);
  const dry = await hale('preset', 'hipaa', '--api', api, '--dry-run');
  expect(asked[0]?.body).toEqual({ preset: 'hipaa', dry_run: true });
  expect(dry.stdout).toContain('project\n  policy.require_mfa: false -> true\norg_1\n');
  expect(dry.stdout).toContain('1 of 3 organizations would be changed by it.\nNothing was changed');
  answers['POST /preset'] = switched(true);
  expect((await hale('preset', 'hipaa', '--api', api)).stdout).toContain('The preset is on.');
  expect(asked[1]?.body).toEqual({ preset: 'hipaa', dry_run: false });
});

test('what the API refuses is told with its code', async () => {
  const { status, stderr } = await hale('preset', 'hipaa', '--api', api);
  expect([status, stderr]).toEqual([1, '422 agreement_required: Record it first. (req_1)\n']);
});

test('of an agreement the hash of the document is sent, and not the document', async () => {
  const document = join(folder, 'baa.pdf');
  writeFileSync(document, 'signed by both');
  answers['POST /agreements'] = { id: 'baa_1', status: 'in_force' };
  const terms = ['--counterparty', 'Mercy General', '--signed', '2026-01-01', '--effective', '2026-01-01'];
  const added = await hale('agreement', 'add', '--api', api, '--document', document, ...terms, '--permits-preset');
  expect(added).toMatchObject({ status: 0, stdout: 'baa_1  in_force\n' });
  expect(asked[0]?.body).toEqual({
    counterparty: 'Mercy General',
    kind: 'covered_entity',
    signed_on: '2026-01-01',
    effective_on: '2026-01-01',
    document_sha256: createHash('sha256').update('signed by both').digest('hex'),
    services: ['authentication'],
    permits_preset: true,
  });
  const missing = await hale('agreement', 'add', '--api', api, '--document', '/nowhere.pdf', ...terms);
  expect([missing.status, missing.stderr]).toEqual([2, 'There is no file /nowhere.pdf.\n']);
});
