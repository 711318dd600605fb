/** T31: the breach runbook's own commands, typed as they stand in it, in a clinic whose key was stolen. */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { serve } from '../dynamodb/served.ts';
import { at, pass, run, type Stolen, settle, steal, stolenKey } from '../lambdas/breach/scoping.ts';
import { commandsOf, type } from './typed-page.ts';

vi.mock('../../lambdas/shared/aws/sns.ts', () => import('../lambdas/breach/incident-topic.ts'));

const folder = mkdtempSync(join(tmpdir(), 'hale-breach-'));
let stolen: Stolen;
let card: Record<string, string>;
let blocks = 0;
beforeAll(async () => {
  stolen = await stolenKey(5);
  await steal(stolen, stolen.people.slice(0, 3));
  pass(30);
  const api = await serve();
  const { clinic, keyId, from } = stolen;
  card = { HALE_URL: api.url, HALE_API_KEY: clinic.secret, LEAKED: keyId, FROM: from, DISCOVERED: at(-1) };
  return () => api.stop();
});
afterAll(() => rmSync(folder, { recursive: true }));

/** What a terminal shows when a block under the heading is typed. */
async function shown(heading: string, block = 0): Promise<string> {
  const commands = commandsOf('hipaa/breach-runbook.md', heading)[block] ?? 'false';
  const { status, stdout, stderr } = await type(commands, card, { cwd: folder });
  expect({ status, stderr }, stdout).toEqual({ status: 0, stderr: '' });
  blocks += 1;
  return stdout;
}

const read = (file: string): string => readFileSync(join(folder, file), 'utf8');

/** What the calls in a block are answered. */
async function answer(heading: string, block = 0): Promise<unknown[]> {
  const answers = (await shown(heading, block)).split(/(?<=\})(?=\{)/).filter((one) => one !== '');
  return answers.map((one) => JSON.parse(one));
}

test('hour 0: it is open, its clocks run, the privacy officer was told', async () => {
  const opened = await shown('Hour 0: open it');
  expect(opened.match(/^ +RUNNING/gm)).toHaveLength(4);
  expect(opened).toMatch(/UNKNOWN +media/);
  expect(opened).not.toContain('CALL');
  card = { ...card, BREACH: /brh_\w+/.exec(opened)?.[0] ?? '' };
});

test('hour 0 to 4: the key is revoked, tokens and sessions are over, and a second time changes nothing', async () => {
  const [ring] = (await answer('Hour 0 to 4: contain it')) as [{ keys: { kid: string; state: string }[] }];
  card = { ...card, SIGNING_KEY: ring.keys.find(({ state }) => state === 'current')?.kid ?? '' };
  const contained = await shown('Hour 0 to 4: contain it', 1);
  expect(contained.match(/^ +DONE +(api_key|signing_key|sessions) /gm)).toHaveLength(3);
  expect((await stolen.thief('GET /v1/users')).status).toBe(401);
  expect(await shown('Hour 0 to 4: contain it', 1)).toBe(contained);
  expect(await shown('Hour 0 to 4: contain it', 2)).toContain(`${card.BREACH}  contained`);
});

test('day 1 to 3: exactly those whom the stolen key reached', async () => {
  pass(1);
  let typing = true;
  const asked = shown('Day 1 to 3: whom it reached').finally(() => {
    typing = false;
  });
  // The archive and the clock go on meanwhile, as they do in a deployment.
  for (; typing; await sleep(500)) {
    await settle();
    await run();
  }
  const scope = await asked;
  expect(scope).toMatch(/Scope 1: completed\n +at least 3 individuals were reached, of 0 more/);
  const [people] = (await answer('Day 1 to 3: whom it reached', 1)) as [{ data: { user_id: string }[] }];
  expect(people.data.map(({ user_id }) => user_id).sort()).toEqual(stolen.people.slice(0, 3).sort());
});

test('day 3: four of four factors, with what the log shows', async () => {
  const [, assessed] = await answer('Day 3: is it a breach?');
  expect(assessed).toMatchObject({ version: 1, conclusion: 'breach', facts: expect.any(Object) });
  expect(Object.keys((assessed as { factors: object }).factors)).toHaveLength(4);
});

test('day 5: five of five blocks and nothing missing; that it was sent meets its clocks', async () => {
  await shown('Day 5: tell the covered entity');
  const notice = read('notice.md');
  const BLOCKS = ['Discovery date', 'PHI involved', 'Affected individuals', 'Containment actions', 'Next steps'];
  expect(BLOCKS.filter((block) => !notice.includes(block))).toEqual([]);
  expect(notice).not.toContain('To be written');
  card = { ...card, SENT: at() };
  const [told] = (await answer('Day 5: tell the covered entity', 1)) as [{ clocks: { kind: string; state: string }[] }];
  const met = told.clocks.filter(({ state }) => state === 'met').map(({ kind }) => kind);
  expect(met).toEqual(['covered_entity_sla', 'covered_entity']);
});

test('the evidence is a signed bundle, and the breach is closed', async () => {
  expect(await shown('By day 60: people, HHS, media')).toContain('Everything is as it was signed.');
  const { manifest } = JSON.parse(read('evidence/evidence-0001.json'));
  expect(manifest).toMatchObject({ about: { id: card.BREACH } });
  expect(await answer('The end')).toMatchObject([{ status: 'closed', closed: { outcome: 'notified' } }]);
  console.log(`T31: ${blocks} runs of the command blocks of the breach runbook, from discovery to the end`);
});
