/** C2SP signed notes, checkpoints and proofs: the published note, and what must be refused. */
import { createPrivateKey, generateKeyPairSync, sign } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { formatCheckpoint, openCheckpoint, parseCheckpoint } from '../../../lambdas/log/checkpoint.ts';
import { leafHash, rootOf } from '../../../lambdas/log/merkle.ts';
import { proveInclusion } from '../../../lambdas/log/merkle-proof.ts';
import { formatVkey, noteKey, openNote, parseVkey, rawPublicKey, signNote } from '../../../lambdas/log/note.ts';
import { formatProof, parseProof, verifyProof } from '../../../lambdas/log/proof.ts';

/** The example of golang.org/x/mod/sumdb/note, which the C2SP specification took up. */
const PETER = {
  vkey: 'PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW',
  seed: 'AYEKFALVFGyNhPJEMzD1QIDr+Y7hfZx09iUvxdXHKDFz',
  text: "If you think cryptography is the answer to your problem,\nthen you don't know what your problem is.\n",
  signature:
    '— PeterNeumann x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=\n',
};
const peterNote = `${PETER.text}\n${PETER.signature}`;
const peter = parseVkey(PETER.vkey);

const signerFrom = (seed: Buffer) => {
  const der = Buffer.concat([Buffer.from('302e020100300506032b657004220420', 'hex'), seed]);
  const key = createPrivateKey({ key: der, format: 'der', type: 'pkcs8' });
  return async (message: Uint8Array) => sign(null, message, key);
};
const newSigner = (name: string) => {
  const { publicKey, privateKey } = generateKeyPairSync('ed25519');
  const key = noteKey(name, rawPublicKey(publicKey.export({ format: 'der', type: 'spki' })));
  return { key, sign: async (message: Uint8Array) => sign(null, message, privateKey) };
};

describe('signed note', () => {
  it('the published note opens under its key', () => {
    expect(openNote(peterNote, [peter])).toEqual({ text: PETER.text, signers: [peter] });
  });

  it('signing its text gives the published note, byte for byte', async () => {
    const seed = Buffer.from(PETER.seed, 'base64').subarray(1);
    expect(await signNote(PETER.text, peter, signerFrom(seed))).toBe(peterNote);
  });

  it('a verifier key is written as it was read; a mangled one is refused', () => {
    expect(formatVkey(peter)).toBe(PETER.vkey);
    for (let i = 0; i < PETER.vkey.length; i++) {
      const mangled =
        PETER.vkey.slice(0, i) + String.fromCharCode(PETER.vkey.charCodeAt(i) + 1) + PETER.vkey.slice(i + 1);
      expect(() => parseVkey(mangled)).toThrow();
    }
    expect(() => parseVkey('PeterNeumann+173116ae+ZRpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW')).toThrow();
    expect(() => parseVkey('PeterNeumann+cc469956+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TWBADKEY==')).toThrow();
  });

  it('no flipped bit opens', () => {
    const bytes = Buffer.from(peterNote);
    fc.assert(
      fc.property(fc.nat(bytes.length * 8 - 1), (bit) => {
        const copy = Buffer.from(bytes);
        copy[bit >> 3] = (copy[bit >> 3] ?? 0) ^ (1 << (bit & 7));
        expect(() => openNote(copy.toString('utf8'), [peter])).toThrow();
      }),
      { numRuns: 1000 },
    );
  });

  it('signatures of unknown keys are ignored, but one known key must have signed', async () => {
    const stranger = newSigner('stranger.example');
    const line = (await signNote(PETER.text, stranger.key, stranger.sign)).slice(PETER.text.length + 1);
    expect(openNote(peterNote + line, [peter]).signers).toEqual([peter]);
    expect(() => openNote(`${PETER.text}\n${line}`, [peter])).toThrow(/no known key/);
  });

  it.each([
    ['no blank line', PETER.text + PETER.signature],
    ['no signature', `${PETER.text}\n`],
    ['a control character', peterNote.replace('answer', 'ans\u0007er')],
    ['no final newline', peterNote.slice(0, -1)],
    ['an empty text', `\n${PETER.signature}`],
  ])('refused: %s', (_name, note) => {
    expect(() => openNote(note, [peter])).toThrow();
  });

  it('a signer that errs is caught before the note leaves', async () => {
    const { key } = newSigner('log.example');
    await expect(signNote('text\n', key, newSigner('other.example').sign)).rejects.toThrow(/does not verify/);
  });
});

describe('checkpoint', () => {
  const example = 'example.com/behind-the-sofa\n20852163\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\n';

  it('the example of the specification is read and written', () => {
    const checkpoint = parseCheckpoint(example);
    expect(checkpoint).toMatchObject({ origin: 'example.com/behind-the-sofa', size: 20_852_163 });
    expect(formatCheckpoint(checkpoint)).toBe(example);
  });

  it.each([
    ['a leading zero', example.replace('20852163', '020852163')],
    ['a negative size', example.replace('20852163', '-1')],
    ['a size in another notation', example.replace('20852163', '2e7')],
    ['a short root', example.replace('CsUYapGGPo4dkMgIAUqom', 'CsUYapGGPo4dkMgIAUq')],
    ['a second spelling of the root', example.replace('q2I=', 'q2J=')],
    ['an extension line', `${example}more\n`],
    ['no origin', example.replace('example.com/behind-the-sofa', '')],
  ])('refused: %s', (_name, text) => {
    expect(() => parseCheckpoint(text)).toThrow();
  });

  it('only the log itself can speak for its origin', async () => {
    const log = newSigner('log.example/a');
    const other = newSigner('log.example/b');
    const text = formatCheckpoint({ origin: 'log.example/a', size: 0, root: leafHash('') });
    expect(openCheckpoint(await signNote(text, log.key, log.sign), [log.key, other.key]).size).toBe(0);
    const forged = await signNote(text, other.key, other.sign);
    expect(() => openCheckpoint(forged, [log.key, other.key])).toThrow(/did not sign/);
  });
});

describe('tlog-proof', async () => {
  const log = newSigner('log.example/a');
  const leaves = ['a', 'b', 'c', 'd', 'e'];
  const hashes = leaves.map(leafHash);
  const text = formatCheckpoint({ origin: 'log.example/a', size: 5, root: rootOf(hashes) });
  const checkpoint = await signNote(text, log.key, log.sign);
  const path = await proveInclusion(3, 5, async (subtrees) =>
    subtrees.map(({ height, index }) => rootOf(hashes.slice(index * 2 ** height, (index + 1) * 2 ** height))),
  );
  const file = formatProof({ index: 3, hashes: path, checkpoint, extra: Buffer.from('d') });

  it('proves its leaf and no other', () => {
    expect(verifyProof(file, 'd', [log.key]).size).toBe(5);
    expect(() => verifyProof(file, 'c', [log.key])).toThrow(/not at index 3/);
    expect(parseProof(file).extra?.toString()).toBe('d');
  });

  it('has the form of the specification', () => {
    expect(file.split('\n').slice(0, 3)).toEqual(['c2sp.org/tlog-proof@v1', 'extra ZA==', 'index 3']);
    expect(file.endsWith(`\n\n${checkpoint}`)).toBe(true);
  });

  it.each([
    ['another header', file.replace('@v1', '@v2')],
    ['a leading zero', file.replace('index 3', 'index 03')],
    ['no index', file.replace('index 3\n', '')],
    ['a hash that is too long', file.replace('index 3\n', `index 3\n${Buffer.alloc(64).toString('base64')}\n`)],
    ['no checkpoint', file.slice(0, file.indexOf('\n\n'))],
  ])('refused: %s', (_name, mangled) => {
    expect(() => verifyProof(mangled, 'd', [log.key])).toThrow();
  });

  it('no flipped bit verifies, but in the extra line, which is not authenticated', () => {
    const bytes = Buffer.from(file);
    const start = file.indexOf('index');
    fc.assert(
      fc.property(fc.integer({ min: start * 8, max: bytes.length * 8 - 1 }), (bit) => {
        const copy = Buffer.from(bytes);
        copy[bit >> 3] = (copy[bit >> 3] ?? 0) ^ (1 << (bit & 7));
        expect(() => verifyProof(copy.toString('utf8'), 'd', [log.key])).toThrow();
      }),
      { numRuns: 500 },
    );
  });
});
