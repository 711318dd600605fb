/** `hale verify-bundle`: what was signed passes, and whatever was changed since, or never stood in the log, is told. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from 'vitest';
import type { Json } from '../../../lambdas/audit/block.ts';
import type { ProvenEvent } from '../../../lambdas/statement/proven-event.ts';
import { verifyBundle } from '../../../lib/operator/verify-bundle.ts';
import {
  LOG_VKEY,
  type Made,
  makeSignedBundle,
  STATEMENT_VKEY,
  signBundle,
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

async function verify(content: unknown, keys = KEYS, json = false) {
  const file = join(folder, 'bundle.json');
  writeFileSync(file, typeof content === 'string' ? content : JSON.stringify(content, undefined, 1));
  const lines: string[] = [];
  vi.spyOn(console, 'log').mockImplementation((line) => void lines.push(String(line)));
  const status = await verifyBundle(file, { keys: [keys], json });
  return { status, text: lines.join('\n') };
}
const withEvents = (change: (events: ProvenEvent[]) => unknown, more: Record<string, Json> = {}) =>
  signBundle({ ...made.bundle.parts, events: change(structuredClone([...made.events])) as Json, ...more });
const first = (change: (event: ProvenEvent) => object) =>
  withEvents(([event, ...rest]) => [{ ...event, ...change(event as ProvenEvent) }, ...rest]);

describe('a bundle', () => {
  test('is as it was signed, and each archived event of it stands in its log', async () => {
    const { status, text } = await verify(made.bundle);
    expect(text).toContain('44 events: 43 proven in their log, 1 in no checkpoint yet when it was made,');
    expect(text).toContain('44 held against what was logged.');
    expect(text).toMatch(/\nEverything is as it was signed\.$/);
    expect(status).toBe(0);
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
    await expect(verifyBundle('/nowhere/at/all', { keys: [KEYS] })).rejects.toThrow('There is no file');
  });
});
