/**
 * Events in a bundle, with what proves each of them: its leaf, its path in the Merkle tree of its log, and the signed
 * checkpoint of that log, which stands once for all. Where nobody but the person is named, the public block is there too,
 * so that what is shown can be held against what was logged. Pure: whoever checks a bundle needs no deployment.
 */
import { commitmentOfHashes, type Json, type JsonObject } from '../audit/block.ts';
import { canonical, parseLeaf } from '../audit/leaf.ts';
import type { NoteKey } from '../log/note.ts';
import { formatProof, verifyProof } from '../log/proof.ts';

/** Of the part that holds the checkpoints; events lie in parts whose names begin with the second. */
export const CHECKPOINTS = 'checkpoints';
export const EVENTS = 'events';

export interface ProvenCheckpoint {
  readonly log: string;
  readonly size: number;
  /** The signed note, verbatim. */
  readonly note: string;
}

export interface EventProof {
  /** Origin of the log, and the size of its tree under the checkpoint. */
  readonly log: string;
  readonly size: number;
  readonly index: number;
  /** From the leaf's sibling up to the root's child, base64. */
  readonly path: readonly string[];
}

export interface ProvenEvent {
  readonly id: string;
  readonly event: string;
  /** RFC 3339. */
  readonly created_at: string;
  readonly data: JsonObject;
  /** Canonical JSON, exactly as it was hashed. */
  readonly leaf: string;
  /** The public block verbatim, and of each sealed block the SHA-256, base64url; absent where somebody else is named. */
  readonly block?: { readonly public: string; readonly sealed: Readonly<Record<string, string>> };
  /** `null`: in no signed checkpoint yet when the bundle was made. */
  readonly proof: EventProof | null;
}

export interface CheckedEvents {
  /** One sentence each. */
  readonly differences: readonly string[];
  readonly events: number;
  /** In their log, by its proof. */
  readonly proven: number;
  /** In no checkpoint yet. */
  readonly pending: number;
  /** Of logs that no key was given for. */
  readonly unchecked: number;
  /** Of which what is shown was held against what was logged. */
  readonly compared: number;
}

const part = (value: Json | undefined): JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as JsonObject) : {};
const same = (one: Json | undefined, other: Json | undefined): boolean =>
  canonical(one ?? null) === canonical(other ?? null);

/** Whether the bundle shows of the event what its public block says. */
function isShown({ data }: ProvenEvent, open: JsonObject): boolean {
  const metadata = part(data.metadata);
  const pairs: readonly (readonly [Json | undefined, Json | undefined])[] = [
    [data.actor_type, part(open.actor).type],
    [data.actor_id, part(open.actor).id],
    [data.target_type, part(open.target).type],
    [data.target_id, part(open.target).id],
    [metadata.outcome, open.outcome],
    [metadata.reason, open.reason],
    [metadata.session_id, open.session ?? part(open.detail).session_id],
    [metadata.grant, open.grant],
    ...Object.entries(part(open.detail))
      .filter(([name]) => name !== 'session_id')
      .map(([name, value]) => [metadata[name], value] as const),
  ];
  return pairs.every(([shown, logged]) => same(shown, logged));
}

function blockDifference(event: ProvenEvent, commitment: string): string | undefined {
  if (!event.block) return undefined;
  const hashes = Object.entries(event.block.sealed).map(([id, text]) => [id, Buffer.from(text, 'base64url')] as const);
  if (commitmentOfHashes(event.block.public, Object.fromEntries(hashes)) !== commitment)
    return 'its public block is not the one that was logged';
  return isShown(event, JSON.parse(event.block.public) as JsonObject) ? undefined : 'is not shown as it was logged';
}

function proofDifference(
  { leaf, proof }: ProvenEvent,
  checkpoints: readonly ProvenCheckpoint[],
  keys: readonly NoteKey[],
): string | undefined {
  if (!proof) return undefined;
  const signed = checkpoints.find(({ log, size }) => log === proof.log && size === proof.size);
  if (!signed) return 'its checkpoint is missing';
  const hashes = proof.path.map((text) => Buffer.from(text, 'base64'));
  const { origin, size } = verifyProof(
    formatProof({ index: proof.index, hashes, checkpoint: signed.note }),
    leaf,
    keys,
  );
  return origin === proof.log && size === proof.size ? undefined : 'its checkpoint is of another log';
}

/** @throws where the event is malformed, or its proof does not hold. */
function differenceOf(
  event: ProvenEvent,
  checkpoints: readonly ProvenCheckpoint[],
  keys: readonly NoteKey[],
): string | undefined {
  const leaf = parseLeaf(event.leaf);
  const named = leaf && [leaf.id, leaf.type, new Date(leaf.time).toISOString()];
  if (!leaf || !same(named, [event.id, event.event, event.created_at])) return 'its leaf is of another event';
  const { log } = event.proof ?? {};
  if (log !== undefined && !log.endsWith(`/${leaf.scope}`)) return 'its proof is of another log';
  return (
    blockDifference(event, leaf.commitment) ?? (keys.length > 0 ? proofDifference(event, checkpoints, keys) : undefined)
  );
}

const listed = (value: Json | undefined): unknown[] => (Array.isArray(value) ? value : []);

const eventsIn = (parts: Readonly<Record<string, Json>>): ProvenEvent[] =>
  Object.entries(parts)
    .filter(([name]) => name === EVENTS || name.startsWith(`${EVENTS}-`))
    .flatMap(([, content]) => listed(content) as ProvenEvent[]);

const scopeOf = (leaf: string): string | undefined => {
  try {
    return parseLeaf(leaf)?.scope;
  } catch {
    return undefined;
  }
};

/** Events of a log of another deployment than signed the bundle, or of another project than it is of: one sentence each. */
export function foreignEvents(
  parts: Readonly<Record<string, Json>>,
  { issuer, project_id }: { readonly issuer: string; readonly project_id: string },
): string[] {
  const { host } = new URL(issuer);
  return eventsIn(parts).flatMap(({ id, leaf, proof }) => {
    if (proof && !String(proof.log).startsWith(`${host}/`)) return [`${id}: its log is not one of ${host}`];
    const scope = scopeOf(leaf);
    // Which project an organization is of, its log does not say.
    return scope?.startsWith('proj_') && scope !== project_id ? [`${id}: is of another project`] : [];
  });
}

/** @param keysOf those that are trusted for a log, by its origin; none where nobody gave any. */
export function checkEvents(
  parts: Readonly<Record<string, Json>>,
  keysOf: (origin: string) => readonly NoteKey[],
): CheckedEvents {
  const checkpoints = listed(parts[CHECKPOINTS]) as ProvenCheckpoint[];
  const events = eventsIn(parts);
  const known = new Map<string, readonly NoteKey[]>();
  const keysFor = (log: string) => {
    const keys = known.get(log) ?? keysOf(log);
    known.set(log, keys);
    return keys;
  };
  const count = { proven: 0, pending: 0, unchecked: 0, compared: 0 };
  const differences = events.flatMap((event) => {
    const keys = event.proof ? keysFor(event.proof.log) : [];
    try {
      const difference = differenceOf(event, checkpoints, keys);
      if (difference !== undefined) return [`${event.id}: ${difference}`];
    } catch (error) {
      return [`${event.id}: ${error instanceof Error ? error.message : String(error)}`];
    }
    if (event.block) count.compared++;
    count[!event.proof ? 'pending' : keys.length > 0 ? 'proven' : 'unchecked']++;
    return [];
  });
  return { differences, events: events.length, ...count };
}
