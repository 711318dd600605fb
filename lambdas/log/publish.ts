/**
 * Signs what is committed: a checkpoint for each log that grew, at most one a minute, and a seal for each day
 * (audit-log.md §4, steps 7 and 8). What is not in the locked bucket is never signed.
 */
import type { LogHead } from './archive.ts';
import { putLocked } from './archive-scope.ts';
import { formatCheckpoint } from './checkpoint.ts';
import { formatVkey, type NoteKey, noteKey, openNote, signNote } from './note.ts';
import type { ArchivePorts } from './ports.ts';
import { loadEdge } from './rebuild-edge.ts';
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

/** Whether a note that is there already was signed by the same key, and passes `check`. */
const signedBy =
  (key: NoteKey, check: (text: string) => boolean) =>
  (existing: Uint8Array): boolean => {
    try {
      return check(openNote(textOf(existing), [key]).text);
    } catch {
      return false;
    }
  };

/** Signs `text` under the log's own name and keeps the key beside it. The signature is verified before it is put. */
async function putSigned(
  ports: ArchivePorts,
  { scope, origin, signed }: LogHead,
  path: string,
  text: string,
  check: (existing: string) => boolean,
): Promise<{ note: Buffer; keyId: string }> {
  const key = noteKey(origin, await ports.publicKey());
  const note = bytesOf(await signNote(text, key, (message) => ports.sign(message)));
  if (signed?.keyId !== key.id) {
    await putLocked(ports, scope, { path: `keys/${key.id}.vkey`, bytes: bytesOf(`${formatVkey(key)}\n`) });
  }
  await putLocked(ports, scope, { path, bytes: note }, signedBy(key, check));
  return { note, keyId: key.id };
}

async function publishCheckpoint(ports: ArchivePorts, head: LogHead, now: Date): Promise<LogHead> {
  for (const { path, bytes } of (await loadEdge(ports, head)).objects()) await ports.writeLive(head.scope, path, bytes);
  const text = formatCheckpoint(head);
  const path = `checkpoints/${padded(head.size)}`;
  const { note, keyId } = await putSigned(ports, head, path, text, (existing) => existing === text);
  await ports.writeLive(head.scope, 'checkpoint', note);
  const next = { ...head, signed: { size: head.size, atMs: now.getTime(), keyId }, version: head.version + 1 };
  return (await ports.replaceHead(next, head.version)) ? next : head;
}

async function publishSeal(ports: ArchivePorts, head: LogHead, now: Date): Promise<void> {
  const day = dayOf(now);
  const sameDay = (existing: string): boolean => existing.startsWith(`${head.origin}\nseal ${day}\n`);
  await putSigned(ports, head, `seals/${day}`, formatSeal({ ...head, day }), sameDay);
  await ports.replaceHead({ ...head, sealed: day, version: head.version + 1 }, head.version);
}

/** @throws what a port threw, such as a KMS key that is disabled; nothing is lost, and the next run tries again. */
export async function publish(ports: ArchivePorts, scope: string, now: Date): Promise<void> {
  const head = await ports.readHead(scope);
  if (!head) return;
  const current = checkpointDue(head, now) ? await publishCheckpoint(ports, head, now) : head;
  if (sealDue(current, now)) await publishSeal(ports, current, now);
}
