/**
 * The copy of a whole deployment over four days: two organizations, the directory over them, a key that is replaced, an
 * ML-DSA-44 key that comes on the second day, a witness, evidence, a cleanup, and the listing of the bucket.
 */
import { createHash, generateKeyPairSync, type KeyObject, sign } from 'node:crypto';
import { canonical } from '../../../lambdas/audit/leaf.ts';
import { archiveScope } from '../../../lambdas/log/archive-scope.ts';
import { DIRECTORY } from '../../../lambdas/log/directory.ts';
import type { DirectoryPorts } from '../../../lambdas/log/extend-directory.ts';
import { type NoteKey, noteKey, openNote, publicHalf, signatureLine } from '../../../lambdas/log/note.ts';
import { publish } from '../../../lambdas/log/publish.ts';
import type { ListedVersion } from '../../../lib/verify/checks/versions.ts';
import { laneWriter, SCOPE } from '../../lambdas/log/support/lane-rows.ts';
import { NOON } from '../../lambdas/log/support/memory-archive.ts';
import { keyOf, makeDeployment, OTHERS, originOf } from '../../lambdas/log/support/memory-deployment.ts';

const DAY_MS = 24 * 60 * 60_000;
/** Events of each of the two lanes on each day. */
const EVENTS = [20, 61, 44, 13];
export const [SECOND] = OTHERS;

interface Pair {
  readonly key: KeyObject;
  readonly half: ReturnType<typeof publicHalf>;
}

function pairOf({ publicKey, privateKey }: { publicKey: KeyObject; privateKey: KeyObject }): Pair {
  return { key: privateKey, half: publicHalf(publicKey.export({ format: 'der', type: 'spki' })) };
}

const first = pairOf(generateKeyPairSync('ed25519'));
const second = pairOf(generateKeyPairSync('ed25519'));
const quantum = pairOf(generateKeyPairSync('ml-dsa-44'));
/** Who signs on each day: the second key takes the first one's place on the third. */
const SIGNERS = [[first], [first, quantum], [second, first, quantum], [second, quantum]];

const witness = generateKeyPairSync('ed25519');
const WITNESS = noteKey('witness.example.net/w1', pairOf(witness).half.publicKey, 'ed25519-cosignature');
const signWith = (key: KeyObject) => async (message: Uint8Array) => sign(null, message, key);

const directoryKey = ({ half }: Pair): NoteKey => noteKey(originOf(DIRECTORY), half.publicKey, half.type);

export interface DeploymentCopy {
  /** By path inside the copy, without the listing. */
  readonly objects: ReadonlyMap<string, Buffer>;
  readonly versions: readonly ListedVersion[];
  /** What an auditor was given: the directory's first key, the ML-DSA-44 key, the witness's. */
  readonly keys: readonly NoteKey[];
  /** A checkpoint of the first organization that was kept on the second day. */
  readonly kept: string;
  /** Id of the key that took the first one's place in the log of the first organization. */
  readonly newKeyId: string;
}

const nowOf = (day: number): Date => new Date(NOON.getTime() + day * DAY_MS);

/** @param born the day on which the second organization begins. */
export async function makeDeploymentCopy({ born = 0 } = {}): Promise<DeploymentCopy> {
  const deployment = makeDeployment();
  const { lanes } = deployment.world(SCOPE);
  for (const lane of [0, 1]) lanes.set(lane, laneWriter(lane, SCOPE));
  const objects = new Map<string, Buffer>();
  const modified = new Map<string, Date>();
  const put = (path: string, bytes: Buffer, at: Date) => {
    if (!modified.has(path)) modified.set(path, at);
    objects.set(path, bytes);
  };

  for (const [day, signers] of SIGNERS.entries()) {
    const now = nowOf(day);
    const ports: DirectoryPorts = {
      ...deployment.ports,
      publicKeys: async () => signers.map(({ half }) => half),
      sign: async (message, place) => sign(null, message, (signers[place] ?? first).key),
    };
    for (const lane of [0, 1]) lanes.get(lane)?.add((EVENTS[day] ?? 0) + lane, now.getTime());
    await archiveScope(ports, SCOPE, { origin: originOf(SCOPE), lanes: [0, 1], keepGoing: () => true });
    await publish(ports, SCOPE, now);
    if (day >= born) await deployment.grow(SECOND, day === born ? 5 : 0, now, ports);
    await deployment.direct(new Date(now.getTime() + 60_000), ports);
    for (const [path, bytes] of deployment.objects()) put(path, bytes, now);
  }

  const at = nowOf(3);
  const head =
    [...objects.keys()].filter((path) => path.startsWith('v1/us-east-1/directory/checkpoints/')).at(-1) ?? '';
  const note = objects.get(head)?.toString() ?? '';
  const { text } = openNote(note, [directoryKey(second)]);
  const line = await signatureLine(text, WITNESS, signWith(witness.privateKey), at);
  put(head.replace('checkpoints', 'anchors').concat(`-${WITNESS.id}`), Buffer.from(note + line), at);

  const evidence = (part: string, text: string) =>
    put(`v1/us-east-1/evidence/${part}/${createHash('sha256').update(text).digest('hex')}.json`, Buffer.from(text), at);
  evidence('2026-03-02', canonical({ event: 'MODIFY', id: '1' }));
  // The first rows of lane 0 lie at the beginning: its times are those of lane 1, and the lower lane comes first.
  const rows = { v: 1, scope: SCOPE, lane: 0, from: 0, through: 9, first_index: 0, checkpoint_size: 2 * 20 + 1 };
  evidence('cleanup', canonical({ ...rows, time: at.getTime() }));

  const versions = [...objects].map(([key, bytes]): ListedVersion => {
    const when = modified.get(key) ?? at;
    const retainUntil = new Date(when.getTime() + 2557 * DAY_MS).toISOString();
    return { key, version: 'v1', size: bytes.length, modified: when.toISOString(), mode: 'COMPLIANCE', retainUntil };
  });
  const keptPath = `v1/us-east-1/logs/${SCOPE}/checkpoints/${String(41 + 2 * 61 + 1).padStart(16, '0')}`;
  return {
    objects,
    versions,
    keys: [directoryKey(first), directoryKey(quantum), WITNESS],
    kept: objects.get(keptPath)?.toString() ?? '',
    newKeyId: noteKey(originOf(SCOPE), second.half.publicKey).id,
  };
}

/** The first key of a log, under its own name. */
export const firstKeyOf = (scope: string): NoteKey => noteKey(keyOf(scope).name, first.half.publicKey);
