/**
 * Keeps the directory's newest checkpoint where whoever rules this account cannot reach it: in locked buckets of other
 * accounts, and with witnesses, whose cosignatures are kept beside the directory (audit-log.md §4). One anchor that
 * fails holds up no other; one that contradicts the log is told at once, one that lags after some hours.
 */
import type { LogHead } from './archive.ts';
import { putLocked } from './archive-scope.ts';
import { openCheckpoint } from './checkpoint.ts';
import { DIRECTORY } from './directory.ts';
import { proveConsistency } from './merkle-proof.ts';
import { type NoteKey, openNote, parseVkey } from './note.ts';
import type { ArchivePorts } from './ports.ts';
import { fetchTile } from './prove-event.ts';
import { keysOf } from './publish.ts';
import { padded } from './segment.ts';
import { tileReader } from './tile.ts';
import { addCheckpointBody, judgeAnswer, type WitnessAnswer } from './witness.ts';

export interface AnchorBucket {
  readonly name: string;
  readonly account: string;
  readonly region: string;
}
export interface Witness {
  /** Submission prefix. */
  readonly url: string;
  readonly vkey: string;
}
export interface Anchors {
  readonly buckets?: readonly AnchorBucket[] | undefined;
  readonly witnesses?: readonly Witness[] | undefined;
}

/** Where an anchor stands. */
export interface Anchored {
  /** Of the newest checkpoint that it has. */
  readonly size: number;
  /** Since when it has not taken a newer one. */
  readonly failingSinceMs?: number | undefined;
}

export interface AnchorPorts
  extends Pick<ArchivePorts, 'readHead' | 'readLocked' | 'createLocked' | 'publicKeys' | 'report'> {
  readAnchored(name: string): Promise<Anchored | undefined>;
  writeAnchored(name: string, anchored: Anchored): Promise<void>;
  readLive(scope: string, path: string): Promise<Uint8Array | undefined>;
  /** `false` when the key is taken. */
  createOutside(bucket: AnchorBucket, key: string, bytes: Uint8Array): Promise<boolean>;
  readOutside(bucket: AnchorBucket, key: string): Promise<Uint8Array | undefined>;
  /** `POST <url>/add-checkpoint` */
  addCheckpoint(url: string, body: string): Promise<WitnessAnswer>;
}

interface Checkpoint {
  readonly size: number;
  readonly origin: string;
  readonly text: string;
  readonly note: string;
  readonly keys: readonly NoteKey[];
}

const OVERDUE_MS = 6 * 60 * 60 * 1000;

/** The witness or the bucket holds another history. */
class Contradiction extends Error {
  override readonly name = 'Contradiction';
}

const textOf = (bytes: Uint8Array): string => Buffer.from(bytes).toString('utf8');

/** The directory's newest checkpoint as it lies in the locked bucket. @throws when it is not as the log signed it. */
async function readNewest(ports: AnchorPorts, head: LogHead, size: number): Promise<Checkpoint> {
  const bytes = await ports.readLocked(DIRECTORY, `checkpoints/${padded(size)}`);
  if (!bytes) throw new Error('the newest checkpoint of the directory is not there');
  const note = textOf(bytes);
  const keys = await keysOf(ports, head);
  const { origin } = openCheckpoint(note, keys);
  return { size, origin, text: openNote(note, keys).text, note, keys };
}

/** Put once and locked there. What lies there already must be a checkpoint with the same text. */
async function anchorInBucket(ports: AnchorPorts, bucket: AnchorBucket, checkpoint: Checkpoint): Promise<void> {
  const { origin, size, note, text, keys } = checkpoint;
  const key = `hale/${origin}/checkpoints/${padded(size)}`;
  if (await ports.createOutside(bucket, key, Buffer.from(note, 'utf8'))) return;
  const existing = await ports.readOutside(bucket, key);
  if (!existing) throw new Error('the checkpoint is being written by another run');
  if (openNote(textOf(existing), keys).text !== text) throw new Contradiction('it has another checkpoint of this size');
}

/** Asks for a cosignature from where the witness stands. It may stand elsewhere than was noted, once. */
async function askWitness(ports: AnchorPorts, { url, vkey }: Witness, old: number, { size, note }: Checkpoint) {
  const key = parseVkey(vkey);
  const read = tileReader(size, (tile) =>
    fetchTile(
      { locked: (path) => ports.readLocked(DIRECTORY, path), live: (path) => ports.readLive(DIRECTORY, path) },
      tile,
    ),
  );
  for (let from = old, tries = 0; ; tries++) {
    const proof = from === 0 || from === size ? [] : await proveConsistency(from, size, read);
    const answer = await ports.addCheckpoint(url, addCheckpointBody(from, proof, note));
    const judged = judgeAnswer(answer, { note, size, old: from }, key);
    if (judged.ok) return { key, line: judged.value };
    const fault = judged.error;
    if (fault.kind === 'contradicts') throw new Contradiction(fault.reason);
    if (fault.kind === 'unavailable' || tries > 0) {
      throw new Error(fault.kind === 'unavailable' ? fault.reason : 'it stands at another size each time');
    }
    from = fault.size;
  }
}

/** The checkpoint with the witness's line, beside the directory. A second one of the same size says no more. */
async function anchorAtWitness(ports: AnchorPorts, witness: Witness, old: number, checkpoint: Checkpoint) {
  const { key, line } = await askWitness(ports, witness, old, checkpoint);
  const path = `anchors/${padded(checkpoint.size)}-${key.id}`;
  const isSame = (existing: Uint8Array): boolean => {
    try {
      return openNote(textOf(existing), [key]).text === checkpoint.text;
    } catch {
      return false;
    }
  };
  await putLocked(ports, DIRECTORY, { path, bytes: Buffer.from(checkpoint.note + line, 'utf8') }, isSame);
}

async function anchorAt(
  ports: AnchorPorts,
  name: string,
  size: number,
  run: (before: number) => Promise<void>,
  now: Date,
): Promise<void> {
  const anchored = (await ports.readAnchored(name)) ?? { size: 0 };
  if (anchored.size === size) return;
  try {
    if (anchored.size > size) throw new Contradiction(`it has ${anchored.size} entries, and the directory ${size}`);
    await run(anchored.size);
    await ports.writeAnchored(name, { size });
  } catch (error) {
    const reason = error instanceof Error ? error.message : 'unknown';
    if (error instanceof Contradiction) {
      await ports.report('anchor contradicts the directory', { anchor: name, reason });
    }
    const failingSinceMs = anchored.failingSinceMs ?? now.getTime();
    if (anchored.failingSinceMs === undefined) await ports.writeAnchored(name, { ...anchored, failingSinceMs });
    if (now.getTime() - failingSinceMs > OVERDUE_MS) await ports.report('anchor overdue', { anchor: name });
  }
}

export async function anchorDirectory(ports: AnchorPorts, anchors: Anchors, now: Date): Promise<void> {
  const { buckets = [], witnesses = [] } = anchors;
  if (buckets.length + witnesses.length === 0) return;
  const head = await ports.readHead(DIRECTORY);
  if (!head?.signed) return;
  const { size } = head.signed;
  const names = [...buckets.map(({ name }) => `s3://${name}`), ...witnesses.map(({ url }) => url)];
  const stand = await Promise.all(names.map((name) => ports.readAnchored(name)));
  // A checkpoint that all of them have may be one that no key of today signed.
  if (stand.every((anchored) => anchored?.size === size)) return;
  const newest = await readNewest(ports, head, size);
  await Promise.all([
    ...buckets.map((one) => anchorAt(ports, `s3://${one.name}`, size, () => anchorInBucket(ports, one, newest), now)),
    ...witnesses.map((one) => anchorAt(ports, one.url, size, (old) => anchorAtWitness(ports, one, old, newest), now)),
  ]);
}
