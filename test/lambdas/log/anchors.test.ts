/** Anchors of the directory: real witnesses over HTTP that fail, hang, flap and lie, and buckets of another account. */
import { generateKeyPairSync, sign } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import {
  type AnchorBucket,
  type Anchored,
  type AnchorPorts,
  type Anchors,
  anchorDirectory,
} from '../../../lambdas/log/anchor-directory.ts';
import { addCheckpoint } from '../../../lambdas/log/anchor-store.ts';
import { formatCheckpoint, openCheckpoint } from '../../../lambdas/log/checkpoint.ts';
import { DIRECTORY } from '../../../lambdas/log/directory.ts';
import { noteKey, openNote, publicHalf, signatureLine } from '../../../lambdas/log/note.ts';
import { padded } from '../../../lambdas/log/segment.ts';
import { SCOPE } from './support/lane-rows.ts';
import { later } from './support/memory-archive.ts';
import { keyOf, type MemoryDeployment, makeDeployment, OTHERS, originOf } from './support/memory-deployment.ts';
import { type Misbehaviour, startWitness, type TestWitness } from './support/witness.ts';

const ORIGIN = originOf(DIRECTORY);
const BUCKET: AnchorBucket = { name: 'auditors-copy', account: '444455556666', region: 'eu-central-1' };
const [SECOND, THIRD] = OTHERS;

let witness: TestWitness;
let deployment: MemoryDeployment;
let rows: Map<string, Anchored>;
let outside: Map<string, Buffer>;
let reports: { subject: string; anchor: unknown; reason: unknown }[];

beforeEach(async () => {
  witness = await startWitness('witness.example/w1', [keyOf(DIRECTORY)]);
  deployment = makeDeployment();
  rows = new Map();
  outside = new Map();
  reports = [];
});
afterEach(() => witness.stop());

const portsOf = (): AnchorPorts => ({
  ...deployment.ports,
  readAnchored: async (name) => rows.get(name),
  writeAnchored: async (name, anchored) => void rows.set(name, anchored),
  readLive: async (scope, path) => deployment.world(scope).live.get(path),
  createOutside: async ({ name }, key, bytes) => {
    if (outside.has(`${name}/${key}`)) return false;
    outside.set(`${name}/${key}`, Buffer.from(bytes));
    return true;
  },
  readOutside: async ({ name }, key) => outside.get(`${name}/${key}`),
  addCheckpoint,
  report: async (subject, { anchor, reason }) => void reports.push({ subject, anchor, reason }),
});
const both = (): Anchors => ({ buckets: [BUCKET], witnesses: [witness] });
const anchor = (minutes: number, anchors = both()) => anchorDirectory(portsOf(), anchors, later(minutes));

/** The directory grows by a log's new checkpoint. */
async function grow(scope: string, minutes: number): Promise<void> {
  await deployment.grow(scope, 1, later(minutes));
  await deployment.direct(later(minutes));
}
const kept = (): string[] =>
  [...deployment.world(DIRECTORY).locked.keys()].filter((path) => path.startsWith('anchors/')).sort();
const pathAt = (size: number): string => `anchors/${padded(size)}-${witness.key.id}`;
const outsideAt = (size: number): string => `auditors-copy/hale/${ORIGIN}/checkpoints/${padded(size)}`;

describe('a witness', () => {
  it.each(['ed25519-cosignature', 'ml-dsa-44'] as const)('cosigns by %s, and its line is kept', async (type) => {
    await witness.stop();
    witness = await startWitness('witness.example/w1', [keyOf(DIRECTORY)], type);
    await grow(SCOPE, 0);
    await anchor(0);
    const note = deployment.world(DIRECTORY).locked.get(pathAt(1))?.toString('utf8') ?? '';
    expect(openCheckpoint(note, [keyOf(DIRECTORY)])).toMatchObject({ origin: ORIGIN, size: 1 });
    expect(openNote(note, [witness.key]).signers).toEqual([witness.key]);
    expect(openNote(note, [keyOf(DIRECTORY), witness.key]).signers).toHaveLength(2);
    expect(witness.known.get(ORIGIN)?.size).toBe(1);
  });

  it('is led from each checkpoint to the next, over a tile edge too', async () => {
    await grow(SCOPE, 0);
    await anchor(0);
    for (let i = 0; i < 300; i++) await deployment.grow(SCOPE.replace(/\d{3}$/, String(100 + i)), 1);
    await deployment.direct(later(5));
    await anchor(5);
    await grow(SECOND, 10);
    await anchor(10);
    expect(witness.asked).toEqual(['old 0', 'old 1', 'old 301']);
    expect(kept()).toEqual([pathAt(1), pathAt(301), pathAt(302)]);
    expect(reports).toEqual([]);
  });

  it('is asked nothing while the directory stands still', async () => {
    await grow(SCOPE, 0);
    await anchor(0);
    await anchor(5);
    expect(witness.asked).toEqual(['old 0']);
  });

  it('stands still, as all anchors do, when the key of the newest checkpoint was retired since', async () => {
    await grow(SCOPE, 0);
    await anchor(0);
    const publicKey = generateKeyPairSync('ed25519').publicKey.export({ format: 'der', type: 'spki' });
    const ports = { ...portsOf(), publicKeys: async () => [publicHalf(publicKey)] };
    await anchorDirectory(ports, both(), later(5));
    await expect(anchorDirectory(ports, { buckets: [{ ...BUCKET, name: 'new' }] }, later(5))).rejects.toThrow();
    expect(witness.asked).toEqual(['old 0']);
  });

  it('tells where it stands when the row that told it is gone, or a run died before it was written', async () => {
    await grow(SCOPE, 0);
    await anchor(0);
    rows.clear();
    await anchor(5);
    await grow(SECOND, 10);
    rows.clear();
    await anchor(10);
    expect(witness.asked).toEqual(['old 0', 'old 0', 'old 1', 'old 0', 'old 1']);
    expect(kept()).toEqual([pathAt(1), pathAt(2)]);
    expect(reports).toEqual([]);
  });
});

describe('a witness that does not do as it should', () => {
  const stranger = generateKeyPairSync('ed25519');
  const spki = stranger.publicKey.export({ format: 'der', type: 'spki' });
  /** A cosignature by a key that calls itself the witness, or over another text. */
  const forged = (name: string, text: string): Promise<string> => {
    const key = noteKey(name, publicHalf(spki).publicKey, 'ed25519-cosignature');
    return signatureLine(text, key, async (message) => sign(null, message, stranger.privateKey), new Date());
  };
  const other = formatCheckpoint({ origin: ORIGIN, size: 1, root: Buffer.alloc(32, 1) });

  const cases: readonly (readonly [string, Misbehaviour])[] = [
    ['answers 500', (response) => void response.writeHead(500).end('no')],
    ['answers 503 with a page', (response) => void response.writeHead(503).end('<html>')],
    ['does not know the log', (response) => void response.writeHead(404).end()],
    ['does not know its key', (response) => void response.writeHead(403).end()],
    ['answers nothing', (response) => void response.end()],
    ['hangs up', (response) => void response.destroy()],
    ['hangs up in the middle', (response) => void response.write('— witness', () => response.destroy())],
    ['sends us elsewhere', (response) => void response.writeHead(307, { location: witness.url }).end()],
    ['sends noise', (response) => void response.end(Buffer.alloc(300, 0xff))],
    ['sends without end', (response) => void response.end('x'.repeat(1_000_000))],
    ['says 409 and no size', (response) => void response.writeHead(409).end('conflict')],
    [
      'says the size of a witness in words',
      (response) => void response.writeHead(409, { 'content-type': 'text/x.tlog.size' }).end('one\n'),
    ],
    [
      'signs with another key of its name',
      async (response) => void response.end(await forged('witness.example/w1', other)),
    ],
    [
      'signs with a key of another name',
      async (response) => void response.end(await forged('other.example/w1', other)),
    ],
    [
      'breaks its cosignature',
      async (response, cosignature) => {
        const line = await cosignature();
        const bytes = Buffer.from(line.split(' ')[2] ?? '', 'base64');
        bytes[40] = (bytes[40] ?? 0) ^ 1;
        response.end(`— witness.example/w1 ${bytes.toString('base64')}\n`);
      },
    ],
  ];

  it.each(cases)(
    '%s: nothing is kept of it, the bucket has the checkpoint, and later it is anchored',
    async (_, lie) => {
      await grow(SCOPE, 0);
      witness.misbehave = lie;
      await anchor(0);
      expect(kept()).toEqual([]);
      expect(outside.has(outsideAt(1))).toBe(true);
      expect(rows.get(witness.url)).toEqual({ size: 0, failingSinceMs: later(0).getTime() });
      expect(reports).toEqual([]);

      await anchor(5 * 60);
      expect(reports).toEqual([]);
      await anchor(6 * 60 + 1);
      expect(reports).toEqual([{ subject: 'anchor overdue', anchor: witness.url, reason: undefined }]);

      witness.misbehave = undefined;
      await anchor(7 * 60);
      expect(kept()).toEqual([pathAt(1)]);
      expect(rows.get(witness.url)).toEqual({ size: 1 });
    },
  );

  it('adds lines of keys that nobody knows: they are left out', async () => {
    await grow(SCOPE, 0);
    witness.misbehave = async (response, cosignature) => {
      response.end((await forged('other.example/w1', other)) + (await cosignature()));
    };
    await anchor(0);
    const note = deployment.world(DIRECTORY).locked.get(pathAt(1))?.toString('utf8') ?? '';
    expect(note).not.toContain('other.example');
    expect(openNote(note, [witness.key]).signers).toEqual([witness.key]);
  });

  it('never answers: it is given up, and the bucket has not waited for it', async () => {
    await grow(SCOPE, 0);
    witness.misbehave = () => undefined;
    await anchor(0);
    expect(outside.has(outsideAt(1))).toBe(true);
    expect(rows.get(witness.url)?.failingSinceMs).toBe(later(0).getTime());
  }, 30_000);
});

describe('a witness that knows better', () => {
  const contradicted = () => reports.filter(({ subject }) => subject === 'anchor contradicts the directory');

  it('has cosigned more than the directory holds: the directory was rolled back', async () => {
    await grow(SCOPE, 0);
    witness.known.set(ORIGIN, { size: 7, root: Buffer.alloc(32) });
    await anchor(0);
    expect(contradicted()).toEqual([
      { ...reports[0], anchor: witness.url, reason: 'it has cosigned 7 entries, and the log has 1' },
    ]);
    expect(kept()).toEqual([]);
  });

  it('has another root at this size: one of two histories is forged', async () => {
    await grow(SCOPE, 0);
    witness.known.set(ORIGIN, { size: 1, root: Buffer.alloc(32) });
    await anchor(0);
    expect(contradicted()[0]?.reason).toBe('it has another root at this size');
  });

  it('finds that the checkpoint does not follow from its own: a fork', async () => {
    await grow(SCOPE, 0);
    await anchor(0);
    witness.known.set(ORIGIN, { size: 1, root: Buffer.alloc(32) });
    await grow(SECOND, 5);
    await anchor(5);
    expect(contradicted()[0]?.reason).toMatch(/does not follow from its own/);
    expect(kept()).toEqual([pathAt(1)]);
  });
});

describe('a bucket of another account', () => {
  it('has each checkpoint of the directory once, as it was signed', async () => {
    await grow(SCOPE, 0);
    await anchor(0);
    await grow(SECOND, 5);
    await anchor(5);
    expect([...outside.keys()]).toEqual([outsideAt(1), outsideAt(2)]);
    const note = outside.get(outsideAt(2))?.toString('utf8') ?? '';
    expect(openCheckpoint(note, [keyOf(DIRECTORY)])).toMatchObject({ origin: ORIGIN, size: 2 });
  });

  it('that has it already is content', async () => {
    await grow(SCOPE, 0);
    await anchor(0);
    rows.clear();
    await anchor(5);
    expect([rows.get('s3://auditors-copy'), reports]).toEqual([{ size: 1 }, []]);
  });

  it('that has another one of this size contradicts', async () => {
    const fork = makeDeployment();
    await fork.grow(THIRD, 9);
    await fork.direct();
    const note = fork.world(DIRECTORY).locked.get(`checkpoints/${padded(1)}`) ?? Buffer.alloc(0);
    await grow(SCOPE, 0);
    outside.set(outsideAt(1), note);
    await anchor(0);
    expect(reports).toEqual([
      {
        subject: 'anchor contradicts the directory',
        anchor: 's3://auditors-copy',
        reason: 'it has another checkpoint of this size',
      },
    ]);
  });

  it('that stands further than the directory contradicts: the directory was put back', async () => {
    await grow(SCOPE, 0);
    rows.set('s3://auditors-copy', { size: 4 });
    await anchor(0, { buckets: [BUCKET] });
    expect(reports[0]?.reason).toBe('it has 4 entries, and the directory 1');
  });

  it('that cannot be reached is told after some hours, and again has the newest then', async () => {
    await grow(SCOPE, 0);
    const shut: AnchorPorts = { ...portsOf(), createOutside: () => Promise.reject(new Error('AccessDenied')) };
    for (const minutes of [0, 5 * 60, 6 * 60 + 1]) await anchorDirectory(shut, { buckets: [BUCKET] }, later(minutes));
    expect(reports.map(({ subject }) => subject)).toEqual(['anchor overdue']);
    await anchor(7 * 60);
    expect(rows.get('s3://auditors-copy')).toEqual({ size: 1 });
  });
});
