/**
 * Signs what is committed: a checkpoint for each log that grew, at most one a minute, and a seal for each day
 * (audit-log.md §4, steps 7 and 8). What is not in the locked bucket is never signed.
 */
import type { LogHead } from './archive.ts';
import { putLocked } from './archive-scope.ts';
import { checkTree } from './check-tree.ts';
import { formatCheckpoint } from './checkpoint.ts';
import type { LogObject } from './edge.ts';
import { formatVkey, type NoteKey, noteKey, openNote, signatureLine } from './note.ts';
import type { ArchivePorts } from './ports.ts';
import { formatSeal } from './seal.ts';
import { padded } from './segment.ts';

const CHECKPOINT_EVERY_MS = 60_000;

const bytesOf = (text: string): Buffer => Buffer.from(text, 'utf8');
const textOf = (bytes: Uint8Array): string => Buffer.from(bytes).toString('utf8');
export const dayOf = (now: Date): string => now.toISOString().slice(0, 10);

/** A clock that went backwards must not hold checkpoints up, hence the absolute difference. */
const checkpointDue = ({ size, signed, pending }: LogHead, now: Date): boolean =>
  !pending && size > (signed?.size ?? 0) && Math.abs(now.getTime() - (signed?.atMs ?? 0)) >= CHECKPOINT_EVERY_MS;

const sealDue = ({ size, sealed, pending }: LogHead, now: Date): boolean =>
  !pending && size > 0 && (sealed === undefined || sealed < dayOf(now));

const OVERDUE_MS = 15 * 60_000;

/** Whether the log grew and yet nothing was signed for a quarter of an hour. */
export const signatureOverdue = ({ size, signed }: LogHead, now: Date): boolean =>
  size > (signed?.size ?? 0) && now.getTime() - (signed?.atMs ?? 0) > OVERDUE_MS;

/** The log's keys, the newest first. During a rotation there are two, and what one of them signed before is the log's. */
export const keysOf = async (
  ports: Pick<ArchivePorts, 'publicKeys'>,
  { origin }: Pick<LogHead, 'origin'>,
): Promise<NoteKey[]> => (await ports.publicKeys()).map(({ publicKey, type }) => noteKey(origin, publicKey, type));

/** Ids of the keys that signed the newest checkpoint. */
const keyIdsOf = (signed: LogHead['signed']): readonly string[] =>
  signed ? [signed.keyId, ...(signed.others ?? [])] : [];

/** Whether a note that is there already was signed by one of these keys, and passes `check`. */
const signedBy =
  (keys: readonly NoteKey[], check: (text: string) => boolean) =>
  (existing: Uint8Array): boolean => {
    try {
      return check(openNote(textOf(existing), keys).text);
    } catch {
      return false;
    }
  };

interface SignedText {
  readonly path: string;
  readonly text: string;
  /** Whether a text that lies there already says the same. */
  readonly isSame: (existing: string) => boolean;
  readonly keys: readonly NoteKey[];
}

/**
 * Signs the text under the log's own name with each key, and keeps the keys beside it; gives the note that lies there,
 * which an earlier run may have put with other keys. Each signature is verified before the note is put. Where one key
 * cannot sign, nothing is put: a verifier that trusts only that key would be left behind.
 */
async function putSigned(
  ports: ArchivePorts,
  { scope, signed }: LogHead,
  { path, text, isSame, keys }: SignedText,
  now: Date,
): Promise<Uint8Array> {
  const all = await ports.publicKeys();
  const lines = await Promise.all(
    keys.map((key) => {
      const place = all.findIndex(({ publicKey }) => key.publicKey.equals(publicKey));
      return signatureLine(text, key, (message) => ports.sign(message, place), now);
    }),
  );
  const note = bytesOf(`${text}\n${lines.join('')}`);
  for (const key of keys.filter(({ id }) => !keyIdsOf(signed).includes(id))) {
    await putLocked(ports, scope, { path: `keys/${key.id}.vkey`, bytes: bytesOf(`${formatVkey(key)}\n`) });
  }
  return await putLocked(ports, scope, { path, bytes: note }, signedBy(keys, isSame));
}

async function publishCheckpoint(
  ports: ArchivePorts,
  head: LogHead,
  tiles: readonly LogObject[],
  now: Date,
): Promise<LogHead> {
  const keys = await keysOf(ports, head);
  for (const { path, bytes } of tiles) await ports.writeLive(head.scope, path, bytes);
  const text = formatCheckpoint(head);
  const path = `checkpoints/${padded(head.size)}`;
  const note = await putSigned(ports, head, { path, text, isSame: (found) => found === text, keys }, now);
  const [keyId = '', ...others] = openNote(textOf(note), keys).signers.map(({ id }) => id);
  const next = {
    ...head,
    signed: { size: head.size, atMs: now.getTime(), keyId, ...(others.length > 0 && { others }) },
    version: head.version + 1,
  };
  // Shown before the head notes it: a run that dies in between is repeated by the next one, and shows it again.
  await ports.writeLive(head.scope, 'checkpoint', note);
  if (await ports.replaceHead(next, head.version)) return next;
  await showNewest(ports, head);
  return head;
}

/** A slow run must not leave an older checkpoint shown over a newer. */
async function showNewest(ports: ArchivePorts, { scope, size }: LogHead): Promise<void> {
  for (let shown = size; ; ) {
    const { signed } = (await ports.readHead(scope)) ?? {};
    const note = signed && signed.size > shown && (await ports.readLocked(scope, `checkpoints/${padded(signed.size)}`));
    if (!note) return;
    await ports.writeLive(scope, 'checkpoint', note);
    shown = signed.size;
  }
}

/** The newest day that has a seal already, when the head does not know of it. */
async function newestSeal(ports: ArchivePorts, { scope, sealed = '' }: LogHead): Promise<string> {
  let newest = sealed;
  for await (const path of ports.listLocked(scope, 'seals/', `seals/${sealed}`)) newest = path.slice('seals/'.length);
  return newest;
}

async function publishSeal(ports: ArchivePorts, head: LogHead, now: Date): Promise<void> {
  const day = dayOf(now);
  const newest = await newestSeal(ports, head);
  const due = newest < day;
  if (due) {
    // ML-DSA-44 signs by tlog-cosignature, which is for checkpoints alone.
    const keys = (await keysOf(ports, head)).filter(({ type }) => type === 'ed25519');
    const isSame = (existing: string): boolean => existing.startsWith(`${head.origin}\nseal ${day}\n`);
    await putSigned(ports, head, { path: `seals/${day}`, text: formatSeal({ ...head, day }), isSame, keys }, now);
  }
  const sealed = due ? day : newest;
  await ports.replaceHead({ ...head, sealed, version: head.version + 1 }, head.version);
}

/** @throws what a port threw, such as a KMS key that is disabled; nothing is lost, and the next run tries again. */
export async function publish(ports: ArchivePorts, scope: string, now: Date): Promise<void> {
  const head = await ports.readHead(scope);
  if (!head) return;
  const due = checkpointDue(head, now);
  const tiles = due || sealDue(head, now) ? await checkTree(ports, head, await keysOf(ports, head)) : undefined;
  if (!tiles) return;
  const current = due ? await publishCheckpoint(ports, head, tiles, now) : head;
  if (sealDue(current, now)) await publishSeal(ports, current, now);
}
