/** Keys of the log that change: both sign during a rotation, ML-DSA-44 signs beside them, and nobody is left behind. */
import { generateKeyPairSync, sign } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { formatCheckpoint, openCheckpoint } from '../../../lambdas/log/checkpoint.ts';
import { leafHash } from '../../../lambdas/log/merkle.ts';
import {
  formatVkey,
  type NoteKey,
  noteKey,
  openNote,
  parseVkey,
  publicHalf,
  rawPublicKey,
  signatureLine,
  signNote,
} from '../../../lambdas/log/note.ts';
import type { ArchivePorts } from '../../../lambdas/log/ports.ts';
import { formatProof } from '../../../lambdas/log/proof.ts';
import { publish } from '../../../lambdas/log/publish.ts';
import { formatSeal } from '../../../lambdas/log/seal.ts';
import { padded } from '../../../lambdas/log/segment.ts';
import { verifyObjects } from '../../lib/verify/copy.ts';
import { ORIGIN, SCOPE } from './support/lane-rows.ts';
import { later, makeWorld, NOON, pathsOf, type World } from './support/memory-archive.ts';
import { NOTE, VKEY } from './vectors/mldsa-log.ts';

interface Signer {
  readonly key: NoteKey;
  sign(message: Uint8Array): Promise<Uint8Array>;
}

function newSigner(type: 'ed25519' | 'ml-dsa-44', name = ORIGIN): Signer {
  const pair = type === 'ed25519' ? generateKeyPairSync('ed25519') : generateKeyPairSync('ml-dsa-44');
  const half = publicHalf(pair.publicKey.export({ format: 'der', type: 'spki' }));
  expect(half.type).toBe(type);
  return { key: noteKey(name, half.publicKey, type), sign: async (message) => sign(null, message, pair.privateKey) };
}

const [OLD, NEW, QUANTUM] = [newSigner('ed25519'), newSigner('ed25519'), newSigner('ml-dsa-44')];

/** The archiver as it is deployed with these keys. */
const portsWith = (world: World, signers: readonly Signer[]): ArchivePorts => ({
  ...world.ports,
  publicKeys: async () => signers.map(({ key }) => key),
  sign: async (message, key) => {
    const signer = signers[key];
    if (!signer) throw new Error(`there is no key ${key}`);
    return signer.sign(message);
  },
});

const textAt = (world: World, path: string): string => world.locked.get(path)?.toString('utf8') ?? '';
const checkpointAt = (world: World, size: number): string => textAt(world, `checkpoints/${padded(size)}`);
const signersOf = (note: string): string[] =>
  openNote(note, [OLD.key, NEW.key, QUANTUM.key]).signers.map(({ id }) => id);

describe('a rotation', async () => {
  const world = makeWorld();
  const step = async (minutes: number, signers: readonly Signer[]) => {
    world.lane(0).add(1);
    await world.run({ ports: portsWith(world, signers), now: later(minutes) });
  };
  await step(0, [OLD]);
  await step(5, [NEW, OLD]);
  await step(24 * 60, [NEW, OLD]);
  await step(48 * 60, [NEW]);

  it('begins and ends with one signature, and has both between', () => {
    expect([1, 2, 3, 4].map((size) => signersOf(checkpointAt(world, size)))).toEqual([
      [OLD.key.id],
      [NEW.key.id, OLD.key.id],
      [NEW.key.id, OLD.key.id],
      [NEW.key.id],
    ]);
    expect(pathsOf(world, 'seals/').map((path) => signersOf(textAt(world, path)))).toEqual([
      [OLD.key.id],
      [NEW.key.id, OLD.key.id],
      [NEW.key.id],
    ]);
  });

  it('keeps the verifier key of each beside the log', () => {
    expect(pathsOf(world, 'keys/').sort()).toEqual([OLD, NEW].map(({ key }) => `keys/${key.id}.vkey`).sort());
    for (const { key } of [OLD, NEW]) {
      expect(parseVkey(textAt(world, `keys/${key.id}.vkey`).trimEnd())).toEqual(key);
    }
  });

  it('leaves nobody behind: who trusts one key opens every checkpoint up to, or from, the overlap', () => {
    const opens = ({ key }: Signer) =>
      [1, 2, 3, 4].filter((size) => {
        try {
          return openCheckpoint(checkpointAt(world, size), [key]).size === size;
        } catch {
          return false;
        }
      });
    expect(opens(OLD)).toEqual([1, 2, 3]);
    expect(opens(NEW)).toEqual([2, 3, 4]);
  });

  it('is followed by the verifier, to which the old key alone was given', () => {
    const { outcome, differences } = verifyObjects(world.locked, { keys: [OLD.key] });
    expect([outcome, differences]).toEqual(['as_signed', []]);
    const stranger = verifyObjects(world.locked, { keys: [newSigner('ed25519').key] });
    expect(stranger.outcome).toBe('difference');
  });

  it('reaches an idle log by its seal, though its checkpoint stays as it is', async () => {
    const idle = makeWorld();
    idle.lane(0).add(1);
    await idle.run({ ports: portsWith(idle, [OLD]) });
    await publish(portsWith(idle, [NEW, OLD]), SCOPE, later(24 * 60));
    expect(signersOf(checkpointAt(idle, 1))).toEqual([OLD.key.id]);
    expect(signersOf(textAt(idle, 'seals/2026-03-02'))).toEqual([NEW.key.id, OLD.key.id]);
    expect(pathsOf(idle, 'keys/')).toHaveLength(2);
  });

  it('goes on where a run died: what the old key alone had signed is taken as the log’s', async () => {
    const died = makeWorld();
    died.lane(0).add(1);
    const dying = { ...portsWith(died, [OLD]), writeLive: died.ports.writeLive };
    await died.run({
      ports: {
        ...dying,
        replaceHead: async (head, expected) => !head.signed && (await died.ports.replaceHead(head, expected)),
      },
    });
    expect([died.head?.signed, signersOf(checkpointAt(died, 1))]).toEqual([undefined, [OLD.key.id]]);
    await publish(portsWith(died, [NEW, OLD]), SCOPE, later(5));
    expect(died.head?.signed).toEqual({ size: 1, atMs: later(5).getTime(), keyId: OLD.key.id });
    expect(died.live.get('checkpoint')?.toString('utf8')).toBe(checkpointAt(died, 1));
    expect(died.reports).toEqual([]);
  });

  it('waits while one of the keys cannot sign: events are archived, and nothing is put that a trusted key has not signed', async () => {
    const stuck = makeWorld();
    stuck.lane(0).add(1);
    const ports = portsWith(stuck, [NEW, OLD]);
    const disabled: ArchivePorts = {
      ...ports,
      sign: (message, key) => (key === 1 ? Promise.reject(new Error('DisabledException')) : ports.sign(message, key)),
    };
    await expect(stuck.run({ ports: disabled })).rejects.toThrow(/Disabled/);
    expect([stuck.head?.size, pathsOf(stuck, 'checkpoints/')]).toEqual([1, []]);
    await publish(ports, SCOPE, later(1));
    expect(signersOf(checkpointAt(stuck, 1))).toEqual([NEW.key.id, OLD.key.id]);
  });
});

describe('ML-DSA-44', () => {
  it('opens what another implementation signed, and no flipped bit of it', () => {
    const key = parseVkey(VKEY);
    expect(formatVkey(key)).toBe(VKEY);
    expect(openCheckpoint(NOTE, [key])).toMatchObject({ origin: 'example.com/mldsa-log', size: 1 });
    const [text = '', line = ''] = NOTE.split('\n\n');
    expect(() => openNote(NOTE.replace('\n1\n', '\n2\n'), [key])).toThrow(/wrong/);
    const bytes = Buffer.from(line.split(' ')[2] ?? '', 'base64');
    for (let bit = 32; bit < bytes.length * 8; bit += 97) {
      const copy = Buffer.from(bytes);
      copy[bit >> 3] = (copy[bit >> 3] ?? 0) ^ (1 << (bit & 7));
      const mangled = `${text}\n\n— ${key.name} ${copy.toString('base64')}\n`;
      expect(() => openNote(mangled, [key])).toThrow(/wrong/);
    }
  });

  it('signs checkpoints beside Ed25519, and no seal', async () => {
    const world = makeWorld();
    world.lane(0).add(3);
    await world.run({ ports: portsWith(world, [NEW, QUANTUM]) });
    const note = checkpointAt(world, 3);
    expect(signersOf(note)).toEqual([NEW.key.id, QUANTUM.key.id]);
    expect(openCheckpoint(note, [QUANTUM.key])).toEqual(openCheckpoint(note, [NEW.key]));
    expect(signersOf(textAt(world, 'seals/2026-03-01'))).toEqual([NEW.key.id]);
    expect(parseVkey(textAt(world, `keys/${QUANTUM.key.id}.vkey`).trimEnd())).toEqual(QUANTUM.key);
  });

  it('says when it signed', async () => {
    const text = formatCheckpoint({ origin: ORIGIN, size: 1, root: leafHash('') });
    const line = await signatureLine(text, QUANTUM.key, QUANTUM.sign, NOON);
    const bytes = Buffer.from(line.split(' ')[2] ?? '', 'base64');
    expect(bytes.length).toBe(4 + 8 + 2420);
    expect(Number(bytes.readBigUInt64BE(4)) * 1000).toBe(NOON.getTime());
  });

  it('a signature by a key that the verifier does not know is left out, and a wrong one refused', async () => {
    const text = formatCheckpoint({ origin: ORIGIN, size: 1, root: leafHash('') });
    const note = await signNote(text, NEW.key, NEW.sign);
    const stranger = newSigner('ml-dsa-44');
    const strange = note + (await signatureLine(text, stranger.key, stranger.sign, NOON));
    expect(openNote(strange, [NEW.key, QUANTUM.key]).signers).toEqual([NEW.key]);
    const elsewhere = formatCheckpoint({ origin: ORIGIN, size: 2, root: leafHash('') });
    const moved = note + (await signatureLine(elsewhere, QUANTUM.key, QUANTUM.sign, NOON));
    expect(() => openNote(moved, [NEW.key, QUANTUM.key])).toThrow(/wrong/);
    expect(openNote(moved, [NEW.key]).signers).toEqual([NEW.key]);
  });

  it('signs nothing that is no checkpoint', async () => {
    const seal = formatSeal({
      origin: ORIGIN,
      day: '2026-03-01',
      size: 1,
      root: leafHash(''),
      segments: '',
      lanes: {},
    });
    await expect(signNote(seal, QUANTUM.key, QUANTUM.sign, NOON)).rejects.toThrow(/no checkpoint/);
    await expect(signNote('text\n', QUANTUM.key, QUANTUM.sign, NOON)).rejects.toThrow(/no checkpoint/);
  });

  it('a signer that errs is caught before the note leaves', async () => {
    const text = formatCheckpoint({ origin: ORIGIN, size: 1, root: leafHash('') });
    const other = newSigner('ml-dsa-44');
    await expect(signNote(text, QUANTUM.key, other.sign, NOON)).rejects.toThrow(/does not verify/);
  });

  it('keys of other kinds and lengths are refused', () => {
    const rsa = generateKeyPairSync('rsa', { modulusLength: 2048 }).publicKey.export({ format: 'der', type: 'spki' });
    const larger = generateKeyPairSync('ml-dsa-65').publicKey.export({ format: 'der', type: 'spki' });
    for (const spki of [rsa, larger]) expect(() => publicHalf(spki)).toThrow(/neither/);
    expect(() =>
      rawPublicKey(generateKeyPairSync('ml-dsa-44').publicKey.export({ format: 'der', type: 'spki' })),
    ).toThrow(/not an Ed25519/);
    expect(() => noteKey(ORIGIN, NEW.key.publicKey, 'ml-dsa-44')).toThrow(/32 bytes/);
  });

  it('a proof with it, and with both Ed25519 keys, stays under 8 KB in a log of 10 million entries', async () => {
    const text = formatCheckpoint({ origin: ORIGIN, size: 10_000_000, root: leafHash('') });
    const signers = [NEW, OLD, QUANTUM];
    const lines = await Promise.all(signers.map((one) => signatureLine(text, one.key, one.sign, NOON)));
    const hashes = Array.from({ length: Math.ceil(Math.log2(10_000_000)) }, () => leafHash(''));
    const checkpoint = `${text}\n${lines.join('')}`;
    const proof = formatProof({ index: 9_999_999, hashes, checkpoint, extra: Buffer.alloc(450) });
    console.log(`proof with two Ed25519 signatures and an ML-DSA-44 one, 10 M entries: ${proof.length} bytes`);
    expect(proof.length).toBeLessThanOrEqual(8 * 1024);
  });
});
