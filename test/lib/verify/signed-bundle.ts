/** A bundle as a deployment hands it out: events of a real log, with their proofs, under a statement key of the test. */
import { createSecretKey, generateKeyPairSync, sign } from 'node:crypto';
import { unmarshall } from '@aws-sdk/util-dynamodb';
import type { Json } from '../../../lambdas/audit/block.ts';
import { recordOf } from '../../../lambdas/audit/event-record.ts';
import { pseudonymsOf, showEvent } from '../../../lambdas/dsr/redact.ts';
import { openCheckpoint } from '../../../lambdas/log/checkpoint.ts';
import { proveInclusion } from '../../../lambdas/log/merkle-proof.ts';
import { formatVkey, noteKey, rawPublicKey, signNote } from '../../../lambdas/log/note.ts';
import { findIndex, treeOf } from '../../../lambdas/log/prove-event.ts';
import {
  type Bundle,
  type Manifest,
  makeManifest,
  manifestDocument,
  partOf,
} from '../../../lambdas/statement/bundle.ts';
import type { ProvenCheckpoint, ProvenEvent } from '../../../lambdas/statement/proven-event.ts';
import {
  documentHash,
  type StatementKind,
  statementKeyName,
  statementText,
} from '../../../lambdas/statement/statement.ts';
import { LOG_KEY, makeWorld } from '../../lambdas/log/support/memory-archive.ts';

const ISSUER = 'https://auth.example.org';
const AT = new Date('2026-11-22T10:00:00.000Z');
const { publicKey, privateKey } = generateKeyPairSync('ed25519');
const KEY = noteKey(statementKeyName(ISSUER), rawPublicKey(publicKey.export({ type: 'spki', format: 'der' })));

export const STATEMENT_VKEY = formatVkey(KEY);
export const LOG_VKEY = formatVkey(LOG_KEY);

export async function signed(kind: StatementKind, document: Json): Promise<string> {
  const text = statementText(KEY.name, { kind, time: AT.toISOString(), hash: documentHash(document) });
  return signNote(text, KEY, async (message) => sign(null, message, privateKey));
}

/** An answer that is one document. */
export async function signedAnswer(log: Json) {
  return { log, statement: await signed('access_log', log) };
}

export async function signBundle(
  parts: Bundle['parts'],
  more: Partial<Pick<Manifest, 'kind' | 'issuer' | 'project_id' | 'facts'>> = {},
): Promise<Bundle> {
  const about = { type: 'user', id: 'user_01JD00000000000000000000A0' };
  const project_id = 'proj_01JD0000000000000000000000';
  const manifest = makeManifest(
    { kind: 'subject_export', issuer: ISSUER, project_id, about, facts: {}, ...more },
    Object.entries(parts).map(([name, content]) => partOf(name, content)),
    AT,
  );
  return { manifest, statement: await signed(manifest.kind, manifestDocument(manifest)), parts };
}

export interface Made {
  readonly bundle: Bundle;
  readonly events: readonly ProvenEvent[];
  readonly checkpoints: readonly ProvenCheckpoint[];
}

const STEP = 7;

/** Each seventh of 300 events that are archived, and one that came after them. */
export async function makeSignedBundle(): Promise<Made> {
  const world = makeWorld();
  world.lane(0).add(300);
  await world.run();
  world.lane(0).add(1);
  const readers = {
    locked: async (path: string) => world.locked.get(path),
    live: async (path: string) => world.live.get(path),
  };
  const note = world.live.get('checkpoint')?.toString() ?? '';
  const { origin, size } = openCheckpoint(note, [LOG_KEY]);
  const tree = treeOf(readers, size);
  const segments = [...world.locked.keys()].filter((path) => path.startsWith('segments/'));
  const pseudonym = pseudonymsOf(createSecretKey(Buffer.alloc(32)), 'exp_1');
  const events: ProvenEvent[] = [];
  for (const item of world.lane(0).items.filter((_, i) => i % STEP === 0 || i === 300)) {
    const record = recordOf({ ...unmarshall(item as never) });
    const [userId = ''] = Object.keys(record?.blocks ?? {});
    if (!record) throw new Error('no record');
    const person = { id: userId, projectId: 'proj_x', own: new Set([userId]), email: undefined, key: undefined };
    const found = await Promise.all(segments.map((segment) => findIndex(readers, segment, record.leaf ?? '')));
    const index = found.find((one) => one !== undefined);
    const path = index === undefined ? [] : await proveInclusion(index, size, tree);
    const hashes = path.map((hash) => hash.toString('base64'));
    const proof = index === undefined ? null : { log: origin, size, index, path: hashes };
    events.push({ ...showEvent(record, person, pseudonym), proof });
  }
  const checkpoints = [{ log: origin, size, note }];
  const parts = {
    account: { name: 'Ada' },
    events: events as unknown as Json,
    checkpoints: checkpoints as unknown as Json,
  };
  return { bundle: await signBundle(parts), events, checkpoints };
}
