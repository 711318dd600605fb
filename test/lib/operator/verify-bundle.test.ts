/** `hale verify-bundle`: what was signed passes, and whatever was changed since, or never stood in the log, is told. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from 'vitest';
import type { Json, JsonObject } from '../../../lambdas/audit/block.ts';
import { foreignEvents, type ProvenEvent } from '../../../lambdas/statement/proven-event.ts';
import { verifyBundle } from '../../../lib/operator/verify-bundle.ts';
import {
  LOG_VKEY,
  type Made,
  makeSignedBundle,
  STATEMENT_VKEY,
  signBundle,
  signed,
  signedAnswer,
} from '../verify/signed-bundle.ts';

const folder = mkdtempSync(join(tmpdir(), 'hale-bundle-'));
const KEYS = join(folder, 'keys');
const STATEMENTS = join(folder, 'statements');
let made: Made;
beforeAll(async () => {
  made = await makeSignedBundle();
  writeFileSync(KEYS, `${STATEMENT_VKEY}\n${LOG_VKEY}\n`);
  writeFileSync(STATEMENTS, `${STATEMENT_VKEY}\n`);
});
afterAll(() => rmSync(folder, { recursive: true }));
afterEach(() => vi.restoreAllMocks());

async function verifyAll(
  contents: readonly unknown[],
  options: { keys?: string; json?: boolean; strict?: boolean } = {},
) {
  const { keys = KEYS, json = false, strict = false } = options;
  const files = contents.map((content, i) => {
    const file = join(folder, `bundle-${i}.json`);
    writeFileSync(file, typeof content === 'string' ? content : JSON.stringify(content, undefined, 1));
    return file;
  });
  const lines: string[] = [];
  vi.spyOn(console, 'log').mockImplementation((line) => void lines.push(String(line)));
  const status = await verifyBundle(files, { keys: [keys], json, allowPending: !strict });
  return { status, text: lines.join('\n') };
}
const verify = (content: unknown, keys = KEYS, json = false) => verifyAll([content], { keys, json });
const withEvents = (change: (events: ProvenEvent[]) => unknown, more: Record<string, Json> = {}) =>
  signBundle({ ...made.bundle.parts, events: change(structuredClone([...made.events])) as Json, ...more });
const first = (change: (event: ProvenEvent) => object) =>
  withEvents(([event, ...rest]) => [{ ...event, ...change(event as ProvenEvent) }, ...rest]);

describe('a bundle', () => {
  test('is as it was signed, and each archived event of it stands in its log', async () => {
    const { status, text } = await verify(made.bundle);
    expect(text).toContain('44 events: 43 proven in their log, 1 in no checkpoint yet when it was made,');
    expect(text).toContain('44 held against what was logged.');
    expect(text).toMatch(
      /\nEverything is as it was signed\.\nOf what is in no checkpoint yet the statement is the only proof\.$/,
    );
    expect(status).toBe(0);
  });

  test('with events that are in no checkpoint yet ends with a code of its own, unless that is allowed', async () => {
    expect((await verifyAll([made.bundle], { strict: true })).status).toBe(5);
    const archived = await withEvents((events) => events.filter(({ proof }) => proof));
    const { status, text } = await verifyAll([archived], { strict: true });
    expect([status, text]).toEqual([0, expect.stringMatching(/\nEverything is as it was signed\.$/)]);
  });

  test('tells it to a program too', async () => {
    const { text } = await verify(made.bundle, KEYS, true);
    expect(JSON.parse(text)).toMatchObject({
      ok: true,
      complete: true,
      kind: 'subject_export',
      parts: 3,
      events: { events: 44, proven: 43, pending: 1, unchecked: 0 },
      differences: [],
    });
  });

  test('is not wholly checked without the keys of the logs', async () => {
    const { status, text } = await verify(made.bundle, STATEMENTS);
    expect([status, text]).toEqual([4, expect.stringContaining('43 of logs whose keys were not given')]);
  });

  test('that was changed after it was signed is told by its part', async () => {
    const parts = { ...made.bundle.parts, account: { name: 'Eve' } };
    const { status, text } = await verify({ ...made.bundle, parts });
    expect([status, text]).toEqual([1, expect.stringContaining('DIFFERENCE: account: is not as it was signed')]);
  });
});

describe('an event that its signer made up is found out by the log', () => {
  test.each<[string, () => Promise<unknown>, string]>([
    [
      'another time in its leaf',
      () => first(({ leaf }) => ({ leaf: leaf.replace(/"time":(\d+)/, '"time":1') })),
      'its leaf is of another event',
    ],
    [
      'another commitment in its leaf',
      () => first(({ leaf }) => ({ leaf: leaf.replace(/"commitment":"./, '"commitment":"A'), block: undefined })),
      'the entry is not at index 0',
    ],
    [
      'another actor shown',
      () => first(({ data }) => ({ data: { ...data, actor_id: 'x' } })),
      'is not shown as it was',
    ],
    [
      'another outcome shown',
      () => first(({ data }) => ({ data: { ...data, metadata: { outcome: 'denied' } } })),
      'is not shown as it was',
    ],
    [
      'another public block',
      () => first(({ block }) => ({ block: { ...block, public: block?.public.replace('pwd', 'otp') } })),
      'its public block is not the one that was logged',
    ],
    [
      'another sealed block',
      () => first(({ block }) => ({ block: { ...block, sealed: {} } })),
      'its public block is not the one that was logged',
    ],
    ['the place of another', () => first(({ proof }) => ({ proof: { ...proof, index: 7 } })), 'the entry is not at'],
    ['a checkpoint that is not there', () => first(({ proof }) => ({ proof: { ...proof, size: 9 } })), 'is missing'],
    [
      'a log that is not its own',
      () => first(({ proof }) => ({ proof: { ...proof, log: 'auth.example.org/other' } })),
      'its proof is of another log',
    ],
    ['no leaf at all', () => first(() => ({ leaf: '' })), 'its leaf is of another event'],
  ])('%s', async (_, forge, told) => {
    const { status, text } = await verify(await forge());
    expect([status, text]).toEqual([1, expect.stringContaining(told)]);
  });

  test('and so is a checkpoint that the log did not sign', async () => {
    const checkpoints = made.checkpoints.map((one) => ({ ...one, note: one.note.replace(/\n— .*\n/, '\n') }));
    const { status } = await verify(await withEvents((events) => events, { checkpoints }));
    expect(status).toBe(1);
  });
});

describe('another deployment, or another project,', () => {
  test('does not speak for this one, though whoever checks trusts both', async () => {
    const issuer = 'https://auth.hospital.example';
    const { status, text } = await verify(await signBundle(made.bundle.parts, { issuer }));
    expect([status, text]).toEqual([
      1,
      expect.stringContaining(`a manifest of ${issuer}, signed by auth.example.org/statements`),
    ]);
  });

  test('lends no events', () => {
    const own = { issuer: 'https://auth.example.org', project_id: 'proj_1' };
    expect(foreignEvents(made.bundle.parts, own)).toEqual([]);
    const elsewhere = foreignEvents(made.bundle.parts, { ...own, issuer: 'https://auth.hospital.example' });
    expect(elsewhere).toHaveLength(43);
    expect(elsewhere[0]).toMatch(/: its log is not one of auth\.hospital\.example$/);
    const [event] = made.events;
    const leaf = event?.leaf.replace(/"scope":"[^"]*"/, '"scope":"proj_01JD0000000000000000000000"');
    const events = [{ ...event, leaf, proof: null }] as unknown as Json;
    expect(foreignEvents({ events }, own)).toEqual([`${event?.id}: is of another project`]);
  });
});

describe('pages', () => {
  const facts = (page: number, more: JsonObject = {}) => ({ facts: { page, pages: 2, revision: 1, ...more } });
  const page = (number: number, more: JsonObject = {}, parts: Record<string, Json> = {}) =>
    signBundle({ rows: [number], ...parts }, { kind: 'breach_evidence', ...facts(number, more) });

  test('are whole where each is there, and not where one is missing', async () => {
    expect((await verifyAll([await page(1), await page(2)])).status).toBe(0);
    const { status, text } = await verifyAll([await page(2)]);
    expect([status, text]).toEqual([4, expect.stringContaining('Give the other pages too: 1 of this set.')]);
  });

  test('of another set, or twice, are told', async () => {
    const mixed = await verifyAll([await page(1), await page(2, { revision: 2 })]);
    expect([mixed.status, mixed.text]).toEqual([1, expect.stringContaining('DIFFERENCE: page 2: is of another set')]);
    const twice = await verifyAll([await page(1), await page(1), await page(2)]);
    expect([twice.status, twice.text]).toEqual([1, expect.stringContaining('DIFFERENCE: page 1: is there twice')]);
  });

  test('with a row of the timeline whose event was left out prove nothing of it', async () => {
    const timeline = [{ id: 'evt_1' }];
    const { status, text } = await verify(await page(1, { pages: 1 }, { timeline }));
    expect([status, text]).toEqual([5, expect.stringContaining('1 rows of the timeline have no event here')]);
  });

  test('with another scope than was signed are told', async () => {
    const document = { people: 3 };
    const statement = await signed('breach_scope', document);
    const scope = (more: JsonObject) => page(1, { pages: 1 }, { scope: { document, statement, ...more } });
    expect((await verify(await scope({}))).status).toBe(0);
    const { status, text } = await verify(await scope({ document: { people: 2 } }));
    expect([status, text]).toEqual([1, expect.stringContaining('scope: is not the one that was signed')]);
  });
});

describe('a signed answer', () => {
  const log = { user_id: 'user_1', entries: [{ who: 'you', what: 'Somebody signed in.' }] };

  test('passes as it was signed, and no other way', async () => {
    const answer = await signedAnswer(log);
    expect(await verify(answer)).toMatchObject({ status: 0, text: expect.stringContaining('access_log about log') });
    const changed = await verify({ ...answer, log: { ...log, entries: [] } });
    expect([changed.status, changed.text]).toEqual([1, expect.stringContaining('log: is not as it was signed')]);
    expect((await verify({ ...answer, more: 1 })).status).toBe(1);
  });
});

describe('called wrongly', () => {
  test.each([
    ['no JSON', '{', 'is not JSON'],
    ['a list', '[]', 'holds no statement'],
    ['nothing signed', '{"manifest":{}}', 'holds no statement'],
  ])('%s', async (_, content, told) => {
    await expect(verify(content)).rejects.toThrow(told);
  });

  test('a file that is not there', async () => {
    await expect(verifyBundle(['/nowhere/at/all'], { keys: [KEYS] })).rejects.toThrow('There is no file');
  });
});
