/** What the verifier says of a copy of the bucket: of its listing, its evidence, its keys, and of more than one log. */
import { createHash, generateKeyPairSync, sign } from 'node:crypto';
import { rmSync, truncateSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync, gzipSync } from 'node:zlib';
import { beforeAll, describe, expect, it } from 'vitest';
import { type NoteKey, noteKey, openNote, rawPublicKey, signNote } from '../../../lambdas/log/note.ts';
import { segmentPath, sha256Hex } from '../../../lambdas/log/segment.ts';
import type { ListedVersion } from '../../../lib/verify/checks/versions.ts';
import { verifyFolder } from '../../../lib/verify/verify-folder.ts';
import { ORIGIN } from '../../lambdas/log/support/lane-rows.ts';
import { LOG_KEY, later, makeWorld, NOON, pathsOf, type World } from '../../lambdas/log/support/memory-archive.ts';
import { LOG, listingOf, verifyObjects, writeCopy } from './copy.ts';

let world: World;
beforeAll(async () => {
  world = makeWorld();
  world.lane(0).add(300);
  await world.run();
});

describe('the listing of the bucket', () => {
  const listing = (change?: (versions: ListedVersion[]) => unknown[]) => listingOf(world.locked, change);
  const first = (change: Partial<ListedVersion>) => (all: ListedVersion[]) =>
    all.map((version, i) => (i === 0 ? { ...version, ...change } : version));

  it('is checked when it is there, and missed when it is not', () => {
    expect(verifyObjects(world.locked, { others: listing() })).toMatchObject({ ok: true, locksChecked: true });
    expect(verifyObjects(world.locked)).toMatchObject({ ok: true, locksChecked: false });
    expect(verifyObjects(world.locked, { allow: {} })).toMatchObject({
      ok: false,
      outcome: 'incomplete',
      notChecked: expect.arrayContaining([expect.stringContaining('no versions.json')]),
    });
  });

  it.each([
    ['a second version', (all: ListedVersion[]) => [...all, ...all.slice(0, 1)], /second version/],
    [
      'a delete marker',
      (all: ListedVersion[]) => [...all, { key: 'v1/x', version: '2', modified: '', deleteMarker: true }],
      /delete marker/,
    ],
    ['no lock', first({ mode: undefined }), /not locked/],
    ['a lock that the root user can lift', first({ mode: 'GOVERNANCE' }), /GOVERNANCE/],
    ['a lock of a year', first({ retainUntil: '2027-03-01T12:00:00.000Z' }), /six years/],
    ['no date', first({ retainUntil: undefined }), /six years/],
    ['another length', first({ size: 1 }), /length/],
    [
      'an object that was not copied',
      (all: ListedVersion[]) => [...all, { ...all[0], key: `${LOG}/tile/0/001` }],
      /not copied/,
    ],
    ['a file that it does not name', (all: ListedVersion[]) => all.slice(1), /not in the listing/],
  ])('a difference: %s', (_name, change, reason) => {
    const report = verifyObjects(world.locked, { others: listing(change) });
    expect(report.difference?.reason).toMatch(reason);
  });

  it('a difference: it is no listing', () => {
    expect(verifyObjects(world.locked, { others: { 'versions.json': 'nonsense' } }).ok).toBe(false);
  });
});

describe('evidence', () => {
  const name = (content: string) =>
    `v1/us-east-1/evidence/2026-03-01/${createHash('sha256').update(content).digest('hex')}.json`;

  it('lies under the hash of its content', () => {
    expect(verifyObjects(world.locked, { others: { [name('{}')]: '{}' } }).ok).toBe(true);
    expect(verifyObjects(world.locked, { others: { [name('{}')]: '{ }' } })).toMatchObject({
      difference: { reason: expect.stringContaining('evidence') },
    });
  });

  it('of tampering is counted, whatever the outcome, and other evidence is not', () => {
    const once = name('{"a":1}').replace('2026-03-01', 'once');
    const report = verifyObjects(world.locked, {
      others: { [name('{}')]: '{}', [name('[]')]: '[]', [once]: '{"a":1}' },
    });
    expect(report).toMatchObject({ ok: true, tampering: 2 });
    expect(report.checked).toContainEqual(expect.stringMatching(/evidence of tampering: each of 2 files/));
    expect(verifyObjects(world.locked, { others: { [once]: '{"a":1}' } })).toMatchObject({ ok: true, tampering: 0 });
  });
});

describe('keys', () => {
  it('come from the folder when there are none, and the report says so', () => {
    const folder = writeCopy(world.locked);
    expect(verifyFolder(folder)).toMatchObject({ ok: true, trustedKeys: false });
    expect(verifyFolder(folder, { keys: [LOG_KEY], allow: { noVersions: true } })).toMatchObject({
      ok: true,
      trustedKeys: true,
    });
    expect(verifyFolder(folder, { keys: [] })).toMatchObject({ ok: false });
    rmSync(folder, { recursive: true });
  });

  it('must each find their log: one that was removed whole is missed', () => {
    const gone = 'auth.example.org/org_01JD0000000000000000000008';
    const report = verifyObjects(world.locked, { keys: [LOG_KEY, noteKey(gone, LOG_KEY.publicKey)] });
    expect(report.difference).toMatchObject({ reason: expect.stringContaining(`no log of the name "${gone}"`) });
  });

  it('or not, the report says that no directory tells which logs should be here', () => {
    const folder = writeCopy(world.locked);
    const said = [undefined, [LOG_KEY]].map((keys) => verifyFolder(folder, { keys }).notChecked.join('\n'));
    rmSync(folder, { recursive: true });
    expect(said[0]).toMatch(/which logs should be here: nothing vouches for that, no directory was checked/);
    expect(said[1]).toMatch(/no directory was checked, so a log whose key was not given is not missed/);
  });
});

describe('entries after the newest checkpoint', () => {
  let grown: World;
  beforeAll(async () => {
    grown = makeWorld();
    grown.lane(0).add(300);
    await grown.run();
    grown.lane(0).add(5);
    await grown.run({ now: new Date(NOON.getTime() + 1_000) });
  });

  it('are an outcome of their own: nobody has signed them', () => {
    expect(verifyObjects(grown.locked)).toMatchObject({
      ok: false,
      outcome: 'unsigned_tail',
      differences: [],
      logs: [{ entries: 305, signed: 300 }],
      notChecked: expect.arrayContaining([expect.stringContaining('who wrote the 5 entries')]),
    });
  });

  it('pass when they are known', () => {
    const allow = { noVersions: true, unsignedTail: true };
    expect(verifyObjects(grown.locked, { allow })).toMatchObject({ ok: true, outcome: 'as_signed' });
  });
});

describe('seals', () => {
  const at = (day: number) => new Date(NOON.getTime() + day * 24 * 60 * 60_000);
  let week: World;
  beforeAll(async () => {
    week = makeWorld();
    for (const day of [0, 1, 2, 3]) {
      week.lane(0).add(5);
      await week.run({ now: at(day) });
    }
  });
  const without = (...days: string[]) =>
    new Map([...week.locked].filter(([path]) => !days.some((day) => path === `seals/${day}`)));

  it('are there for every day', () => {
    expect(verifyObjects(week.locked)).toMatchObject({ ok: true, logs: [{ seals: 4, missingSeals: [] }] });
  });

  it('that are missing between others leave the verification incomplete, unless that is known', () => {
    const objects = without('2026-03-02', '2026-03-03');
    const missing = [{ missingSeals: ['2026-03-02', '2026-03-03'] }];
    expect(verifyObjects(objects)).toMatchObject({ ok: false, outcome: 'incomplete', logs: missing });
    const allow = { noVersions: true, missingSeals: true };
    expect(verifyObjects(objects, { allow })).toMatchObject({ ok: true, logs: missing });
  });

  it('reach the day before the newest checkpoint, where the listing tells that day', () => {
    const objects = without('2026-03-03', '2026-03-04');
    expect(verifyObjects(objects).logs).toMatchObject([{ missingSeals: [] }]);
    const others = listingOf(objects, (all) =>
      all.map((one) => ({ ...one, modified: '2026-03-04T12:00:00.000Z', retainUntil: '2033-03-04T12:00:00.000Z' })),
    );
    expect(verifyObjects(objects, { others }).logs).toMatchObject([{ missingSeals: ['2026-03-03'] }]);
  });
});

describe('a checkpoint that was kept elsewhere', () => {
  const note = () => world.locked.get('checkpoints/0000000000000300')?.toString() ?? '';
  const verifyKept = (text: string, trust: { keys?: NoteKey[] } = { keys: [LOG_KEY] }) => {
    const folder = writeCopy(world.locked);
    const report = verifyFolder(folder, {
      ...trust,
      allow: { noVersions: true },
      kept: [{ file: 'kept', note: text }],
    });
    rmSync(folder, { recursive: true });
    return report;
  };
  const byAnother = async () => {
    const pair = generateKeyPairSync('ed25519');
    const key = noteKey(ORIGIN, rawPublicKey(pair.publicKey.export({ format: 'der', type: 'spki' })));
    const { text } = openNote(note(), [LOG_KEY]);
    return await signNote(text, key, async (message) => sign(null, message, pair.privateKey));
  };

  it('is part of the history', () => expect(verifyKept(note()).differences).toEqual([]));

  it('is never passed over: a key that is not trusted, a log that is not here, no note at all', async () => {
    const forged = await byAnother();
    for (const trust of [{ keys: [LOG_KEY] }, {}]) {
      expect(verifyKept(forged, trust).difference).toMatchObject({
        file: 'kept',
        reason: expect.stringContaining('does not open'),
      });
    }
    for (const text of [note().replace(ORIGIN, 'auth.example.org/org_other'), 'nonsense', '']) {
      expect(verifyKept(text).difference).toMatchObject({
        file: 'kept',
        reason: expect.stringContaining('no log of the name'),
      });
    }
  });
});

describe('a segment', () => {
  const packed = (text: Buffer) => {
    const bytes = gzipSync(text, { level: 1 });
    const path = segmentPath({ first: 0, count: 300, sha256: sha256Hex(bytes) });
    const rest = [...world.locked].filter(([name]) => !name.startsWith('segments/'));
    return { file: `${LOG}/${path}`, objects: new Map([...rest, [path, bytes]]) };
  };

  it('that unpacks to more than any of ours is a difference, and is not unpacked to its end', () => {
    const { file, objects } = packed(Buffer.alloc(260 * 1024 * 1024));
    expect(verifyObjects(objects).difference).toMatchObject({ file, reason: expect.stringContaining('larger than') });
  }, 60_000);

  it('of more lines than memory holds is a difference at the first that is none of ours', () => {
    const { file, objects } = packed(Buffer.alloc(200 * 1024 * 1024, '\n'));
    expect(verifyObjects(objects).difference).toMatchObject({ file, index: 0 });
  }, 60_000);

  it('whose last line is cut off is a difference', () => {
    const { file, objects } = packed(Buffer.from('{}'));
    expect(verifyObjects(objects).difference).toMatchObject({ file, reason: expect.stringContaining('cut off') });
  });
});

describe('a line after the newest seal', () => {
  let grown: World;
  beforeAll(async () => {
    grown = makeWorld();
    for (const minutes of [0, 5]) {
      grown.lane(0).add(5);
      await grown.run({ now: later(minutes) });
    }
  });
  /** With another text in the newest segment, under a name of its own: nothing but what the lines say is wrong then. */
  const forge = (change: (text: string) => string) => {
    const [path = ''] = pathsOf(grown, 'segments/').sort().slice(-1);
    const bytes = gzipSync(change(gunzipSync(grown.locked.get(path) ?? '').toString('utf8')));
    const name = segmentPath({ first: 5, count: 5, sha256: sha256Hex(bytes) });
    const rest = [...grown.locked].filter(([other]) => other !== path);
    return { file: `${LOG}/${name}`, objects: new Map([...rest, [name, bytes]]) };
  };

  it('is as it was signed while it says the same', () => {
    expect(verifyObjects(forge((text) => text).objects).differences).toEqual([]);
  });

  it.each(['__proto__', '__proto__0', 'é', 'a b'])('with a block more, under "%s", is a difference', (name) => {
    const { file, objects } = forge((text) => text.replace('"blocks":{', `"blocks":{"${name}":"AAAA",`));
    expect(verifyObjects(objects).difference).toMatchObject({ file, index: 5 });
  });

  const asMarker = (row: string, more = '') =>
    `"index":5,"leaf":"{\\"lane\\":0,\\"type\\":\\"log.opaque_row\\"${more}}","row":"${row}"}`;
  it.each([
    ['a public block that is a number', /"public":"(?:[^"\\]|\\.)*"/, '"public":5'],
    ['a public block that is nothing', /"public":"(?:[^"\\]|\\.)*"/, '"public":null'],
    ['a sealed block that is nothing', /"blocks":\{"(\w+)":"[^"]*"/, '"blocks":{"$1":null'],
    ['a marker that is no JSON', /"leaf":"/, '"leaf":"\\"type\\":\\"log.'],
    ['a marker of a row of nothing', /"blocks":.*/, asMarker('{\\"a\\":null}')],
    ['a marker of a row of a wrong type', /"blocks":.*/, asMarker('{\\"a\\":{\\"B\\":5}}')],
    [
      'a marker deeper than the stack',
      /"blocks":.*/,
      asMarker('', `,\\"x\\":${'['.repeat(50_000)}${']'.repeat(50_000)}`),
    ],
  ])('with %s is a difference, and ends the verification of no other log', (_name, found, put) => {
    const { file, objects } = forge((text) => text.replace(found, put));
    const other = 'v1/us-east-1/logs/org_01JD0000000000000000000009/meta.json';
    const { differences } = verifyObjects(objects, { others: { [other]: '{}' } });
    expect(differences).toMatchObject([{ file, index: 5 }, { file: other }]);
  });
});

describe('a folder', () => {
  it('with evidence too large to read is a difference', () => {
    const path = `v1/us-east-1/evidence/cleanup/${'0'.repeat(64)}.json`;
    const folder = writeCopy(world.locked, { [path]: '' });
    truncateSync(join(folder, path), 3 * 1024 ** 3);
    const { differences } = verifyFolder(folder, { keys: [LOG_KEY] });
    rmSync(folder, { recursive: true });
    expect(differences[0]).toEqual({ file: path, index: undefined, reason: 'an object of 3221225472 bytes' });
  });

  it('without a log is a difference', () => {
    expect(verifyObjects(new Map(), { others: { 'readme.txt': 'x' } })).toMatchObject({ ok: false });
  });

  it('with an empty log folder beside a good one is a difference', () => {
    const others = { 'v1/us-east-1/logs/org_01JD0000000000000000000009/meta.json': '{}' };
    expect(verifyObjects(world.locked, { others }).ok).toBe(false);
  });

  it('is walked to its end: one log that fails hides nothing of the others', async () => {
    const marked = makeWorld();
    marked.lane(0).add(10);
    marked.lane(0).items.splice(4, 1);
    await marked.run();
    const other = 'v1/us-east-1/logs/org_01JD0000000000000000000009/meta.json';
    const { differences, difference } = verifyObjects(marked.locked, { others: { [other]: '{}' } });
    expect(differences.map(({ file }) => file)).toEqual([LOG, other]);
    expect(difference).toEqual(differences[0]);
  });

  it('shows how far it is', () => {
    const folder = writeCopy(world.locked);
    const seen: [number, number][] = [];
    verifyFolder(folder, { onProgress: (done, total) => seen.push([done, total]) });
    expect(seen.at(-1)).toEqual([300, 300]);
    rmSync(folder, { recursive: true });
  });

  it('whose checkpoints are gone is a difference: nothing in it is signed', () => {
    const rest = new Map([...world.locked].filter(([path]) => !path.startsWith('checkpoints/')));
    expect(verifyObjects(rest).difference).toMatchObject({
      index: 0,
      reason: expect.stringContaining('nothing here is signed'),
    });
  });
});
