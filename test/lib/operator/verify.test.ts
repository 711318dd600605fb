/** The commands that an auditor runs: what they print, what they write, and with which code they end. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { openCheckpoint } from '../../../lambdas/log/checkpoint.ts';
import { formatVkey, noteKey } from '../../../lambdas/log/note.ts';
import { findIndex, proveEvent } from '../../../lambdas/log/prove-event.ts';
import { parseLine, segmentLines, sha256Hex } from '../../../lambdas/log/segment.ts';
import { verify } from '../../../lib/operator/verify.ts';
import { verifyProof } from '../../../lib/operator/verify-proof.ts';
import { SCOPE } from '../../lambdas/log/support/lane-rows.ts';
import { LOG_KEY, makeWorld, NOON, type World } from '../../lambdas/log/support/memory-archive.ts';
import { LOG, listingOf, writeCopy } from '../verify/copy.ts';

let world: World;
let folder: string;
const files = mkdtempSync(join(tmpdir(), 'hale-auditor-'));
const file = (name: string, text: string): string => {
  writeFileSync(join(files, name), text);
  return join(files, name);
};
let printed: string[] = [];

beforeAll(async () => {
  world = makeWorld();
  world.lane(0).add(300);
  await world.run();
  folder = writeCopy(world.locked, listingOf(world.locked));
});
afterAll(() => {
  for (const path of [folder, files]) rmSync(path, { recursive: true });
});
beforeEach(() => {
  printed = [];
  vi.spyOn(console, 'log').mockImplementation((line: string) => printed.push(line));
});
afterEach(() => vi.restoreAllMocks());

const keys = () => [file('log.vkey', `${formatVkey(LOG_KEY)}\n`)];

describe('hale verify', () => {
  it('ends with 0 and says what it saw', async () => {
    expect(await verify(folder, { keys: keys() })).toBe(0);
    expect(printed.join('\n')).toMatch(/300 entries, 300 of them signed by 1 checkpoints and 1 seals/);
    expect(printed.join('\n')).toMatch(/300 sealed blocks committed, content withheld or erased/);
    expect(printed.at(-1)).toBe('Everything is as it was signed.');
  });

  it('tells of evidence of tampering, though everything is as it was signed', async () => {
    const path = `v1/us-east-1/evidence/2026-03-01/${sha256Hex(Buffer.from('{}'))}.json`;
    const copy = writeCopy(world.locked, { [path]: '{}' });
    expect(await verify(copy, { keys: keys(), versions: false })).toBe(0);
    rmSync(copy, { recursive: true });
    expect(printed.join('\n')).toMatch(/EVIDENCE of tampering lies in 1 files/);
  });

  it('warns when the keys are those of the folder', async () => {
    expect(await verify(folder, {})).toBe(0);
    expect(printed.join('\n')).toMatch(/Not checked:.*who signed: the keys are those of the folder itself/s);
  });

  it('ends with 1 and names file and entry', async () => {
    const forged = writeCopy(new Map([...world.locked, ['tile/0/000', Buffer.alloc(8192)]]));
    const json = join(files, 'report.json');
    expect(await verify(forged, { keys: keys(), json })).toBe(1);
    expect(printed.at(-1)).toMatch(`DIFFERENCE in ${LOG}/tile/0/000 at entry 0`);
    expect(JSON.parse(readFileSync(json, 'utf8'))).toMatchObject({ ok: false, difference: { index: 0 } });
    rmSync(forged, { recursive: true });
  });

  it('prints the report alone when asked to', async () => {
    await verify(folder, { keys: keys(), json: '-' });
    expect(JSON.parse(printed.join(''))).toMatchObject({ ok: true, logs: [{ entries: 300 }] });
  });

  it('holds the copy against a checkpoint that was kept', async () => {
    const note = world.locked.get('checkpoints/0000000000000300')?.toString() ?? '';
    expect(await verify(folder, { keys: keys(), checkpoint: [file('kept', note)] })).toBe(0);
  });

  it('ends with 3 when entries are not signed, and says which', async () => {
    const grown = makeWorld();
    grown.lane(0).add(300);
    await grown.run();
    grown.lane(0).add(5);
    await grown.run({ now: new Date(NOON.getTime() + 1_000) });
    const copy = writeCopy(grown.locked, listingOf(grown.locked));
    expect(await verify(copy, { keys: keys() })).toBe(3);
    expect(printed.join('\n')).toMatch(/Entries 300 to 304 of \S+ are NOT signed/);
    expect(printed.join('\n')).not.toMatch(/[Ee]verything/);
    expect(await verify(copy, { keys: keys(), allowUnsignedTail: true })).toBe(0);
    expect(printed.at(-1)).toBe('Everything up to the newest checkpoints is as it was signed.');
    rmSync(copy, { recursive: true });
  });

  it('ends with 4 when keys were given and the listing of the bucket is not there', async () => {
    const copy = writeCopy(world.locked);
    expect(await verify(copy, { keys: keys() })).toBe(4);
    expect(printed.at(-1)).toMatch(/NOT ALL COULD BE CHECKED: there is no versions.json/);
    expect(await verify(copy, { keys: keys(), versions: false })).toBe(0);
    expect(await verify(copy, {})).toBe(0);
    rmSync(copy, { recursive: true });
  });

  it('lists what was checked and what was not', async () => {
    await verify(folder, { keys: keys() });
    expect(printed).toEqual(
      expect.arrayContaining(['Checked:', '  - each key given has its log here', 'Not checked:']),
    );
  });

  it('opens what is sealed for people whose keys are in a file', async () => {
    const [[subject = ''] = []] = [...world.locked].flatMap(([path, bytes]) =>
      path.startsWith('segments/') ? segmentLines(bytes).map((line) => Object.keys(parseLine(line).blocks ?? {})) : [],
    );
    const text = JSON.stringify({ v: 1, keys: { [subject]: Buffer.alloc(32, 7).toString('base64url') } });
    expect(await verify(folder, { keys: keys(), subjectKeys: file('people.json', text) })).toBe(0);
    expect(printed.join('\n')).toMatch(/[1-9]\d* sealed blocks opened, \d+ sealed blocks committed/);
  });

  it('leaves out what an earlier run has opened, and what was not asked for', async () => {
    expect(await verify(folder, { keys: keys(), since: '2026-03-01' })).toBe(0);
    expect(printed.join('\n')).toMatch(/300 entries before the seal that was asked for: their hashes give/);
    expect(await verify(folder, { keys: keys(), scope: [SCOPE] })).toBe(0);
    expect(printed.join('\n')).toMatch(/any log but the 1 asked for/);
  });

  it.each([
    ['no such folder', () => verify('/no/such/folder', {})],
    ['no day', () => verify(folder, { since: 'yesterday' })],
    ['no day of the calendar', () => verify(folder, { since: '2026-13-01' })],
    ['no file of keys', () => verify(folder, { subjectKeys: '/no/such/keys' })],
    ['no keys in it', () => verify(folder, { subjectKeys: file('people', '{"v":1,"keys":{"user_1":"short"}}') })],
    ['keys of a later version', () => verify(folder, { subjectKeys: file('people', '{"v":2,"keys":{}}') })],
    ['no such key file', () => verify(folder, { keys: ['/no/such/key'] })],
    ['no key in it', () => verify(folder, { keys: [file('bad.vkey', 'nonsense\n')] })],
  ])('is called wrongly: %s', async (_name, run) => {
    await expect(run()).rejects.toMatchObject({ exitCode: 2 });
  });
});

describe('hale verify-proof', () => {
  const make = async () => {
    const readers = {
      locked: async (path: string) => world.locked.get(path),
      live: async (path: string) => world.live.get(path),
    };
    const leaf = world.lane(0).items[280]?.leaf?.S ?? '';
    const segment = [...world.locked.keys()].find((path) => path.startsWith('segments/')) ?? '';
    const index = (await findIndex(readers, segment, leaf)) ?? -1;
    const note = world.live.get('checkpoint')?.toString() ?? '';
    return { leaf, text: await proveEvent(readers, { index, leaf }, openCheckpoint(note, [LOG_KEY]), note) };
  };

  it('ends with 0 and prints the leaf that is proven', async () => {
    const { leaf, text } = await make();
    expect(await verifyProof(file('event.tlog-proof', text), { keys: keys() })).toBe(0);
    expect(printed.at(-1)).toBe(leaf);
  });

  it('ends with 1 for another leaf', async () => {
    const { leaf, text } = await make();
    const other = file('leaf', leaf.replace('session.created', 'session.revoked'));
    expect(await verifyProof(file('event.tlog-proof', text), { keys: keys(), leaf: other })).toBe(1);
    expect(printed.at(-1)).toMatch(/NOT PROVEN/);
  });

  it('takes the key of the directory for every log of its host', async () => {
    const { text } = await make();
    const directory = noteKey('auth.example.org/directory', LOG_KEY.publicKey);
    const vkey = file('directory.vkey', `${formatVkey(directory)}\n`);
    expect(await verifyProof(file('event.tlog-proof', text), { keys: [vkey] })).toBe(0);
  });

  it('is called wrongly without a file', async () => {
    await expect(verifyProof('/no/such/proof', { keys: keys() })).rejects.toMatchObject({ exitCode: 2 });
  });
});
