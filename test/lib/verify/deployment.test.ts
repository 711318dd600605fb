/** What the verifier says of a whole deployment: directory, keys that change, witnesses, cleanups, and parts of it. */
import { createSecretKey } from 'node:crypto';
import { rmSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { canonical } from '../../../lambdas/audit/leaf.ts';
import { type NoteKey, openNote } from '../../../lambdas/log/note.ts';
import { parseLine, segmentLines, sha256Hex } from '../../../lambdas/log/segment.ts';
import { type VerifyOptions, type VerifyReport, verifyFolder } from '../../../lib/verify/verify-folder.ts';
import { type SecondVerifier, startSecondVerifier } from '../../independent/second-verifier.ts';
import { SCOPE } from '../../lambdas/log/support/lane-rows.ts';
import { keyOf, makeDeployment, originOf } from '../../lambdas/log/support/memory-deployment.ts';
import { writeFiles } from './copy.ts';
import { type DeploymentCopy, firstKeyOf, makeDeploymentCopy, SECOND } from './deployment-copy.ts';

const LOG = `v1/us-east-1/logs/${SCOPE}`;
const DIRECTORY = 'v1/us-east-1/directory';
/** The data key of everybody in these logs (lane-rows.ts). */
const PERSONS_KEY = createSecretKey(Buffer.alloc(32, 7));

let copy: DeploymentCopy;
let second: SecondVerifier;
let directoryKey: NoteKey;
let quantumKey: NoteKey;
let witnessKey: NoteKey;

beforeAll(async () => {
  second = startSecondVerifier();
  copy = await makeDeploymentCopy();
  [directoryKey, quantumKey, witnessKey] = copy.keys as [NoteKey, NoteKey, NoteKey];
});
afterAll(() => second.stop());

type Files = ReadonlyMap<string, Buffer | string>;
const listing = (change: (one: DeploymentCopy['versions'][number]) => unknown = (one) => one) =>
  JSON.stringify({ bucket: 'archive', versions: copy.versions.map(change) });

const without = (...gone: RegExp[]): Map<string, Buffer | string> =>
  new Map([...copy.objects].filter(([path]) => !gone.some((one) => one.test(path))));

/** The report, after the second verifier said the same where it can. */
async function verify(files: Files, options: VerifyOptions = {}, alone = false): Promise<VerifyReport> {
  const folder = writeFiles(files);
  const question = { keys: copy.keys, allow: { noVersions: true }, ...options };
  try {
    const report = verifyFolder(folder, question);
    if (!alone) expect(await second.verify(folder, question)).toMatchObject({ outcome: report.outcome });
    return report;
  } finally {
    rmSync(folder, { recursive: true });
  }
}

describe('the directory', () => {
  it('tells which logs there are, and what each was', async () => {
    const report = await verify(copy.objects);
    expect(report).toMatchObject({ outcome: 'as_signed', directoryChecked: true });
    expect(report.checked.join('\n')).toMatch(/the directory: every log that it names is here/);
    expect(report.notChecked.join('\n')).not.toMatch(/which logs should be here/);
  });

  it('names a log that was taken away', async () => {
    const { difference } = await verify(without(new RegExp(SECOND)));
    expect(difference).toMatchObject({
      reason: expect.stringContaining(`"${originOf(SECOND)}", which the directory names`),
    });
    expect(difference?.file).toMatch(`${DIRECTORY}/segments/`);
  });

  it('does not name a log that somebody runs beside it: the listing tells that it is no new one', async () => {
    const strange = 'org_01JD0000000000000000000007';
    const origin = originOf(strange);
    const other = makeDeployment();
    await other.grow(strange, 3);
    const files = new Map<string, Buffer | string>([...copy.objects, ...other.objects()]);
    const at = `v1/us-east-1/logs/${strange}/`;
    const keys = [...copy.keys, keyOf(strange)];
    const { notChecked } = await verify(files, { keys });
    expect(notChecked.join('\n')).toMatch(/whether 1 logs are known to the directory/);

    const [first] = copy.versions;
    const added = [...files].filter(([path]) => path.startsWith(at));
    const versions = added.map(([path, text]) => ({ ...first, key: path, size: Buffer.byteLength(text) }));
    files.set('versions.json', JSON.stringify({ bucket: 'b', versions: [...copy.versions, ...versions] }));
    const { differences } = await verify(files, { keys, allow: {} });
    expect(differences).toContainEqual(expect.objectContaining({ reason: `the directory does not name ${origin}` }));
  });
});

describe('keys', () => {
  it('of the directory speak for every log of its host', async () => {
    expect(await verify(copy.objects, { keys: [directoryKey] })).toMatchObject({ outcome: 'as_signed' });
    expect(await verify(copy.objects, { keys: [firstKeyOf(SCOPE)] })).toMatchObject({ outcome: 'difference' });
  });

  it('that are replaced are followed from the note that both signed, also of a log that is idle', async () => {
    const { logs } = await verify(copy.objects, { keys: [directoryKey] });
    expect(logs.find(({ log }) => log.endsWith(SECOND))).toMatchObject({ checkpoints: 1, seals: 4, entries: 5 });
  });

  it('that nobody introduced are a difference: the day on which both signed is gone', async () => {
    const files = without(/\/(directory|evidence)\//, new RegExp(SCOPE), new RegExp(`${SECOND}/seals/2026-03-03`));
    expect((await verify(files, { keys: [firstKeyOf(SECOND)] })).difference).toMatchObject({
      file: expect.stringContaining(`${SECOND}/seals/2026-03-04`),
      reason: 'no trusted key signed this note',
    });
  });

  it('that the directory introduced open a log that began when the given one signed no more', async () => {
    const young = await makeDeploymentCopy({ born: 3 });
    const [given] = young.keys as [NoteKey];
    const report = await verify(young.objects, { keys: [given] });
    expect(report).toMatchObject({ outcome: 'as_signed', differences: [] });

    const both = /\/directory\/(seals\/2026-03-03|checkpoints\/0{15}3)$/;
    const files = new Map([...young.objects].filter(([path]) => !both.test(path)));
    const { differences } = await verify(files, { keys: [given] });
    expect(differences).toContainEqual(expect.objectContaining({ file: expect.stringContaining(SECOND) }));
  });

  it('of ML-DSA-44 are looked for once they were given, and counted where they were not', async () => {
    const known = await verify(copy.objects, { keys: [directoryKey, quantumKey] });
    expect(known.checked).toContainEqual(expect.stringMatching(/6 of the checkpoints: signed by an ML-DSA-44 key too/));
    const path = [...copy.objects.keys()].filter((one) => one.startsWith(`${LOG}/checkpoints/`)).at(-1) ?? '';
    const note = copy.objects.get(path)?.toString() ?? '';
    const stripped = note
      .split('\n')
      .filter((line) => line.length < 1_000)
      .join('\n');
    const files = new Map(copy.objects).set(path, Buffer.from(stripped));
    expect((await verify(files)).difference).toMatchObject({
      file: path,
      reason: expect.stringContaining('ML-DSA-44'),
    });
    expect(await verify(files, { keys: [directoryKey] })).toMatchObject({ ok: true });
  });

  it('that forge it are found out', async () => {
    const path = [...copy.objects.keys()].filter((one) => one.startsWith(`${LOG}/checkpoints/`)).at(-1) ?? '';
    const lines = (copy.objects.get(path)?.toString() ?? '').split('\n');
    const at = lines.findIndex((line) => line.length > 1_000);
    const [dash, name, base64 = ''] = (lines[at] ?? '').split(' ');
    const bytes = Buffer.from(base64, 'base64');
    bytes.writeUInt8(bytes.readUInt8(2_000) ^ 1, 2_000);
    lines[at] = [dash, name, bytes.toString('base64')].join(' ');
    const files = new Map(copy.objects).set(path, Buffer.from(lines.join('\n')));
    expect((await verify(files, {}, true)).difference).toMatchObject({ file: path });
  });

  it('of a witness find its signature under the directory', async () => {
    expect((await verify(copy.objects)).checked).toContainEqual(expect.stringMatching(/signed by the witnesses/));
    const unknown = await verify(copy.objects, { keys: [directoryKey] });
    expect(unknown.notChecked).toContainEqual(expect.stringMatching(/what witnesses signed under 1 checkpoints/));
    const { difference } = await verify(without(/\/anchors\//));
    expect(difference?.reason).toMatch(`signed by the witness "${witnessKey.name}"`);
  });

  it('beside the log may sign what is in it, and nobody else', async () => {
    const path = `${LOG}/checkpoints/0000000000000041`;
    const note = copy.objects.get(path)?.toString() ?? '';
    const more = `— somebody ${Buffer.alloc(68, 1).toString('base64')}\n`;
    const files = new Map(copy.objects).set(path, Buffer.from(note + more));
    expect((await verify(files)).difference).toMatchObject({ file: path });
    expect(openNote(note + more, [firstKeyOf(SCOPE)]).signers).toHaveLength(1);
  });
});

describe('--since', () => {
  const since = '2026-03-02';

  it('opens only what came after the seal of that day, and rebuilds the tree of all', async () => {
    const opened: number[] = [];
    const folder = writeFiles(copy.objects);
    const report = verifyFolder(folder, { keys: copy.keys, since, allow: { noVersions: true } });
    rmSync(folder, { recursive: true });
    opened.push(...report.logs.map(({ openedFrom }) => openedFrom));
    expect(report).toMatchObject({ outcome: 'as_signed' });
    expect(opened).toEqual([0, 164, 5]);
    expect(report.logs[1]).toMatchObject({ entries: 280, content: { events: 116 }, lanes: { 0: 138, 1: 142 } });
    expect(report.notChecked.join('\n')).toMatch(/the content of 169 entries before the seal/);
  });

  it('opens everything when no seal is as old', async () => {
    const { logs } = await verify(copy.objects, { since: '2026-02-01' });
    expect(logs.map(({ openedFrom }) => openedFrom)).toEqual([0, 0, 0]);
  });

  it.each([
    ['a segment before it is gone', /segments\/0000000000000041/],
    ['a tile', /logs.*tile\/0\/000/],
    ['a bundle', /logs.*tile\/entries\/000/],
  ])('still finds that %s', async (_name, gone) => {
    expect(await verify(without(gone), { since })).toMatchObject({ outcome: 'difference' });
  });

  it.each([
    ['a hash in a tile', /logs.*tile\/0\/000/, 40],
    ['an entry after the seal', /segments\/0000000000000164/, 50],
  ])('still finds %s that was changed', async (_name, which, at) => {
    const [path, bytes] = [...copy.objects].find(([one]) => which.test(one)) ?? ['', Buffer.alloc(0)];
    const changed = Buffer.from(bytes);
    changed.writeUInt8(changed.readUInt8(at) ^ 1, at);
    expect((await verify(new Map(copy.objects).set(path, changed), { since })).outcome).toBe('difference');
  });
});

describe('--scope', () => {
  it('looks at these logs and the directory, and says so', async () => {
    const report = await verify(without(new RegExp(SECOND)), { scopes: [SCOPE] }, true);
    expect(report).toMatchObject({ outcome: 'as_signed', directoryChecked: true });
    expect(report.logs.map(({ log }) => log)).toEqual([DIRECTORY, LOG]);
    expect(report.notChecked).toContain('any log but the 1 asked for');
  });

  it('misses one that is not here, and takes the log of a checkpoint that was kept with it', async () => {
    const gone = 'org_01JD0000000000000000000009';
    const { difference } = await verify(copy.objects, { scopes: [gone] }, true);
    expect(difference?.reason).toBe(`no log of the name "${gone}", which was asked for, is here`);
    const { logs } = await verify(copy.objects, { scopes: [SECOND], kept: [{ file: 'kept', note: copy.kept }] }, true);
    expect(logs).toHaveLength(3);
  });

  it('holds the listing to the logs that are looked at', async () => {
    const files = without(new RegExp(SECOND)).set('versions.json', listing());
    expect(await verify(files, { scopes: [SCOPE], allow: {} }, true)).toMatchObject({ ok: true, locksChecked: true });
    expect(await verify(files, { allow: {} })).toMatchObject({ ok: false });
  });
});

describe('a manifest of a cleanup', () => {
  const rows = { v: 1, scope: SCOPE, lane: 0, from: 0, through: 9, first_index: 0, checkpoint_size: 41, time: 1 };
  const manifest = (change: Partial<typeof rows>, text = canonical({ ...rows, ...change })) =>
    without(/cleanup/).set(`v1/us-east-1/evidence/cleanup/${sha256Hex(Buffer.from(text))}.json`, text);

  it('tells of rows that lie here', async () => {
    const report = await verify(manifest({}));
    expect(report.checked).toContainEqual(expect.stringMatching(/1 manifests of rows that were cleaned up/));
    expect(await verify(manifest({ through: 19, checkpoint_size: 164 }))).toMatchObject({ ok: true });
    expect(await verify(manifest({ checkpoint_size: 41 }), { since: '2026-03-02' })).toMatchObject({ ok: true });
  });

  it.each([
    ['of rows that are not archived', { through: 20 }],
    ['of another lane', { lane: 1 }],
    ['of another place', { first_index: 1 }],
    ['of a checkpoint that there is not', { checkpoint_size: 42 }],
    ['of a log that is not here', { scope: 'org_01JD0000000000000000000009' }],
    ['of no rows', { from: 3, through: 2 }],
  ])('is a difference when it tells %s', async (_name, change) => {
    expect((await verify(manifest(change))).outcome).toBe('difference');
  });

  it('is a difference when it is none', async () => {
    for (const text of ['{}', '[]', `${canonical(rows)} `]) {
      expect((await verify(manifest({}, text))).difference).toMatchObject({ file: expect.stringContaining('cleanup') });
    }
  });
});

describe('--subject-keys', () => {
  const people = (): string[] => {
    const segments = [...copy.objects].filter(([path]) => path.startsWith(`${LOG}/segments/`));
    const lines = segments.flatMap(([, bytes]) => segmentLines(bytes).map(parseLine));
    return [...new Set(lines.flatMap(({ blocks }) => Object.keys(blocks ?? {})))];
  };

  it('opens what is sealed for them, and leaves the rest as it is', async () => {
    const [one = '', other = ''] = people();
    const keys = new Map([one, other].map((id) => [id, PERSONS_KEY]));
    const report = await verify(copy.objects, { subjectKeys: keys }, true);
    const opened = report.logs.reduce((sum, { content }) => sum + content.openedBlocks, 0);
    expect(report.ok).toBe(true);
    expect(opened).toBeGreaterThan(0);
    expect(report.checked).toContain(`${opened} sealed blocks: they open with the keys that were given`);
    expect(report.notChecked.join('\n')).toMatch(`what ${285 - opened} sealed blocks say`);
  });

  it('must be those of the people: another key opens nothing, and that is a difference', async () => {
    const [one = ''] = people();
    const keys = new Map([[one, createSecretKey(Buffer.alloc(32, 8))]]);
    const { difference } = await verify(copy.objects, { subjectKeys: keys }, true);
    expect(difference).toMatchObject({ index: expect.any(Number), reason: expect.stringContaining('does not open') });
  });
});

it('legal holds are told, as they were when the objects were copied', async () => {
  const held = listing((one) => (one.key.includes('/segments/') ? { ...one, legalHold: true } : one));
  const { checked } = await verify(new Map<string, Buffer | string>(copy.objects).set('versions.json', held), {
    allow: {},
  });
  expect(checked).toContain('9 objects: under a legal hold when they were copied');
});
