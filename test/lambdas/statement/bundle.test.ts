/** A bundle is what was signed, or the check says what is not. */
import { generateKeyPairSync, sign } from 'node:crypto';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type NoteKey, noteKey, rawPublicKey, signNote } from '../../../lambdas/log/note.ts';
import { type Bundle, checkBundle, makeManifest, manifestDocument, partOf } from '../../../lambdas/statement/bundle.ts';
import { documentHash, statementKeyName, statementText } from '../../../lambdas/statement/statement.ts';

const ISSUER = 'https://auth.test';
const NOW = new Date('2026-11-22T10:00:00.000Z');
const NAME = statementKeyName(ISSUER);

function makeKey(name = NAME) {
  const { publicKey, privateKey } = generateKeyPairSync('ed25519');
  const key = noteKey(name, rawPublicKey(publicKey.export({ type: 'spki', format: 'der' })));
  return { key, sign: async (message: Uint8Array) => sign(null, message, privateKey) };
}
const { key, sign: signs } = makeKey();
const KEYS: readonly NoteKey[] = [key];

async function aBundle(parts: Bundle['parts']): Promise<Bundle> {
  const manifest = makeManifest(
    { kind: 'subject_export', issuer: ISSUER, project_id: 'proj_1', about: { type: 'user', id: 'user_1' }, facts: {} },
    Object.entries(parts).map(([name, content]) => partOf(name, content)),
    NOW,
  );
  const hash = documentHash(manifestDocument(manifest));
  const text = statementText(NAME, { kind: manifest.kind, time: manifest.created_at, hash });
  return { manifest, statement: await signNote(text, key, signs), parts };
}
const PARTS = { account: { name: 'Ada' }, sessions: [{ id: 'sess_1' }, { id: 'sess_2' }] };

test('is as it was signed, also after a journey as text', async () => {
  expect(checkBundle(JSON.parse(JSON.stringify(await aBundle(PARTS), undefined, 2)), KEYS)).toEqual([]);
});

test('whatever is changed in a part, the part is named', async () => {
  const bundle = await aBundle(PARTS);
  await fc.assert(
    fc.property(fc.constantFrom('account', 'sessions'), fc.jsonValue(), (name, content) => {
      const parts = { ...PARTS, [name]: content as never };
      const same =
        partOf(name, parts[name as 'account']).sha256 === bundle.manifest.parts.find((p) => p.name === name)?.sha256;
      expect(checkBundle({ ...bundle, parts }, KEYS)).toEqual(same ? [] : [`${name}: is not as it was signed`]);
    }),
  );
});

test.each<[string, (bundle: Bundle) => unknown, string]>([
  ['a part that was taken out', (b) => ({ ...b, parts: { account: PARTS.account } }), 'sessions: missing'],
  ['a part that was put in', (b) => ({ ...b, parts: { ...PARTS, more: 1 } }), 'more: is not in the manifest'],
  [
    'another time',
    (b) => ({ ...b, manifest: { ...b.manifest, created_at: '2027-01-01T00:00:00.000Z' } }),
    'the manifest is not the one that was signed',
  ],
  [
    'another person',
    (b) => ({ ...b, manifest: { ...b.manifest, about: { type: 'user', id: 'user_2' } } }),
    'the manifest is not the one that was signed',
  ],
  ['no statement', (b) => ({ ...b, statement: '' }), 'statement: malformed note'],
  ['a list', () => [], 'not a bundle: manifest, statement and parts are expected'],
])('%s is told', async (_, change, told) => {
  expect(checkBundle(change(await aBundle(PARTS)), KEYS)).toContain(told);
});

test('a statement under another key counts for nothing', async () => {
  expect(checkBundle(await aBundle(PARTS), [makeKey().key])).toEqual(['statement: no known key signed this note']);
});

test('a deployment signs no manifest of another one, whose keys are trusted as well', async () => {
  const other = makeKey('other.test/statements');
  const { parts, manifest } = await aBundle(PARTS);
  const hash = documentHash(manifestDocument(manifest));
  const text = statementText(other.key.name, { kind: 'subject_export', time: manifest.created_at, hash });
  const statement = await signNote(text, other.key, other.sign);
  expect(checkBundle({ manifest, statement, parts }, [key, other.key])).toEqual([
    `a manifest of ${ISSUER}, signed by other.test/statements`,
  ]);
});

test('a statement that another deployment signed does not pass as ours', async () => {
  const other = makeKey('other.test/statements');
  const bundle = await aBundle(PARTS);
  const hash = documentHash(manifestDocument(bundle.manifest));
  const text = statementText(NAME, { kind: 'subject_export', time: bundle.manifest.created_at, hash });
  const statement = await signNote(text, other.key, other.sign);
  expect(checkBundle({ ...bundle, statement }, [key, other.key])).toEqual([
    `statement: a statement of ${NAME}, signed by another`,
  ]);
});
