/** T31: the breach runbook's own commands, typed as they stand in it, in a clinic whose key was stolen. */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
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
  const contained = await shown('Hour 0 to 4: contain it');
  expect(contained.match(/^ +DONE +(api_key|signing_key|sessions) /gm)).toHaveLength(3);
  expect((await stolen.thief('GET /v1/users')).status).toBe(401);
  expect(await shown('Hour 0 to 4: contain it')).toBe(contained);
  expect(await shown('Hour 0 to 4: contain it', 1)).toContain(`${card.BREACH}  contained`);
});

test('day 1 to 3: exactly those whom the stolen key reached', async () => {
  pass(1);
  await answer('Day 1 to 3: whom it reached');
  await settle();
  await run();
  const [scope, people] = (await answer('Day 1 to 3: whom it reached', 1)) as [object, { data: { user_id: string }[] }];
  expect(scope).toMatchObject({ status: 'completed', result: { counts: { events: 3, individuals: 3, uncertain: 0 } } });
  expect(people.data.map(({ user_id }) => user_id).sort()).toEqual(stolen.people.slice(0, 3).sort());
});

test('day 3: four of four factors, with what the log shows', async () => {
  const [, assessed] = await answer('Day 3: is it a breach?');
  expect(assessed).toMatchObject({ version: 1, conclusion: 'breach', facts: expect.any(Object) });
  expect(Object.keys((assessed as { factors: object }).factors)).toHaveLength(4);
});

test('day 5: five of five blocks and nothing missing; that it was sent meets its clocks', async () => {
  const [draft] = (await answer('Day 5: tell the covered entity')) as [{ blocks: { id: string }[] }];
  expect(draft).toMatchObject({ notice: 'covered_entity', missing: [] });
  expect(draft.blocks.map(({ id }) => id)).toEqual([
    'discovery_date',
    'phi_involved',
    'affected_individuals',
    'containment_actions',
    'next_steps',
  ]);
  card = { ...card, SENT: at() };
  const [told] = (await answer('Day 5: tell the covered entity', 1)) as [{ clocks: { kind: string; state: string }[] }];
  const met = told.clocks.filter(({ state }) => state === 'met').map(({ kind }) => kind);
  expect(met).toEqual(['covered_entity_sla', 'covered_entity']);
});

test('the evidence is a signed bundle, and the breach is closed', async () => {
  await answer('By day 60: people, HHS, media');
  const evidence = JSON.parse(readFileSync(join(folder, 'evidence.json'), 'utf8'));
  expect(evidence).toMatchObject({
    manifest: { about: { id: card.BREACH } },
    statement: expect.stringContaining('— '),
  });
  expect(await answer('The end')).toMatchObject([{ status: 'closed', closed: { outcome: 'notified' } }]);
  console.log(`T31: ${blocks} runs of the command blocks of the breach runbook, from discovery to the end`);
});
