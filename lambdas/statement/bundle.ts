/**
 * A bundle: named parts, a manifest with the hash of each, and the statement over the manifest. Whoever has the key
 * checks all of it without this deployment (`hale verify-bundle`).
 */
import type { Json, JsonObject } from '../audit/block.ts';
import { canonical } from '../audit/leaf.ts';
import type { NoteKey } from '../log/note.ts';
import { documentHash, openStatement, type StatementKind, statementKeyName } from './statement.ts';

export interface Part {
  readonly name: string;
  /** Of the part's canonical JSON (RFC 8785), base64url. */
  readonly sha256: string;
  /** Of the same. */
  readonly bytes: number;
}

export interface Manifest {
  readonly v: 1;
  readonly kind: StatementKind;
  readonly issuer: string;
  readonly project_id: string;
  /** What it is about. */
  readonly about: { readonly type: string; readonly id: string };
  /** RFC 3339. */
  readonly created_at: string;
  /** Whatever else the kind says in its manifest. */
  readonly facts: JsonObject;
  readonly parts: readonly Part[];
}

export interface Bundle {
  readonly manifest: Manifest;
  /** Signed note over the manifest. */
  readonly statement: string;
  readonly parts: Readonly<Record<string, Json>>;
}

export const partOf = (name: string, content: Json): Part => ({
  name,
  sha256: documentHash(content),
  bytes: Buffer.byteLength(canonical(content)),
});

export const makeManifest = (
  facts: Pick<Manifest, 'kind' | 'issuer' | 'project_id' | 'about' | 'facts'>,
  parts: readonly Part[],
  now: Date,
): Manifest => ({ v: 1, ...facts, created_at: now.toISOString(), parts });

export const manifestDocument = (manifest: Manifest): Json => manifest as unknown as Json;

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

function statementDifference({ manifest, statement }: Bundle, keys: readonly NoteKey[]): string | undefined {
  try {
    const { kind, time, hash, signer } = openStatement(statement, keys);
    if (hash !== documentHash(manifestDocument(manifest))) return 'the manifest is not the one that was signed';
    if (kind !== manifest.kind || time !== manifest.created_at) return 'the statement is about another manifest';
    // Whoever trusts two deployments does not trust either to speak for the other.
    if (signer !== statementKeyName(manifest.issuer)) return `a manifest of ${manifest.issuer}, signed by ${signer}`;
    return undefined;
  } catch (error) {
    return `statement: ${error instanceof Error ? error.message : String(error)}`;
  }
}

/** Everything that is not as it was signed, one sentence each; empty when all is. */
export function checkBundle(value: unknown, keys: readonly NoteKey[]): string[] {
  if (!isObject(value) || !isObject(value.manifest) || !isObject(value.parts) || typeof value.statement !== 'string')
    return ['not a bundle: manifest, statement and parts are expected'];
  const bundle = value as unknown as Bundle;
  const listed = bundle.manifest.parts;
  if (!Array.isArray(listed) || !listed.every((part) => isObject(part) && typeof part.name === 'string'))
    return ['not a bundle: its manifest lists no parts'];
  const names = listed.map(({ name }) => name);
  const signed = statementDifference(bundle, keys);
  return [
    ...(signed === undefined ? [] : [signed]),
    ...names.filter((name, i) => names.indexOf(name) !== i).map((name) => `${name}: listed twice`),
    ...listed.flatMap(({ name, sha256, bytes }) => {
      if (!Object.hasOwn(bundle.parts, name)) return [`${name}: missing`];
      const found = partOf(name, bundle.parts[name] as Json);
      return found.sha256 === sha256 && found.bytes === bytes ? [] : [`${name}: is not as it was signed`];
    }),
    ...Object.keys(bundle.parts)
      .filter((name) => !names.includes(name))
      .map((name) => `${name}: is not in the manifest`),
  ];
}
