/** Signs statements and bundles with the deployment's statement key. Needs the access `statement-key:sign`. */
import type { Json } from '../audit/block.ts';
import { type NoteKey, noteKey, rawPublicKey, signNote } from '../log/note.ts';
import { signStatementNote, statementPublicKey } from '../shared/aws/statement-key.ts';
import { variable } from '../shared/environment.ts';
import { type Bundle, type Manifest, makeManifest, manifestDocument, partOf } from './bundle.ts';
import { documentHash, type StatementKind, statementKeyName, statementText } from './statement.ts';

/** The public half, under the name by which it signs. */
export const statementKey = async (): Promise<NoteKey> =>
  noteKey(statementKeyName(variable('ISSUER')), rawPublicKey(await statementPublicKey()));

/** A signed note over the document. */
export async function signStatement(kind: StatementKind, document: Json, now: Date): Promise<string> {
  const key = await statementKey();
  const text = statementText(key.name, { kind, time: now.toISOString(), hash: documentHash(document) });
  return signNote(text, key, signStatementNote);
}

/** For bundles that are too large to hold: the parts were written elsewhere. */
export const signManifest = (manifest: Manifest): Promise<string> =>
  signStatement(manifest.kind, manifestDocument(manifest), new Date(manifest.created_at));

export async function signBundle(
  facts: Omit<Parameters<typeof makeManifest>[0], 'issuer'>,
  parts: Bundle['parts'],
  now: Date,
): Promise<Bundle> {
  const listed = Object.entries(parts).map(([name, content]) => partOf(name, content));
  const manifest = makeManifest({ ...facts, issuer: variable('ISSUER') }, listed, now);
  return { manifest, statement: await signManifest(manifest), parts };
}
