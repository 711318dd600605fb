/** §164.312(d): the keys by which others check a session are those that KMS holds, and nothing secret is published. */
import { createPublicKey } from 'node:crypto';
import { GetPublicKeyCommand } from '@aws-sdk/client-kms';
import { type Live, liveCheck, output } from '../deployment/live.ts';

export interface TokenFacts {
  readonly published: readonly Readonly<Record<string, string>>[];
  /** `x` of the public key that KMS tells of, of each key of the ring: any of them may sign by now. */
  readonly held: readonly string[];
}

const ALLOWED = ['alg', 'crv', 'kid', 'kty', 'use', 'x'];

async function heldBy({ clients }: Live, KeyId: string): Promise<string> {
  const { PublicKey = new Uint8Array() } = await clients.kms.send(new GetPublicKeyCommand({ KeyId }));
  const key = createPublicKey({ key: Buffer.from(PublicKey), format: 'der', type: 'spki' });
  return String(key.export({ format: 'jwk' }).x);
}

export const tokensPublished = liveCheck({
  says: 'the key set publishes Ed25519 public keys alone, each of a key that KMS holds',
  read: async (live): Promise<TokenFacts> => {
    const answer = await fetch(`${live.address}/v1/auth/.well-known/jwks.json`);
    const { keys = [] } = (await answer.json()) as { keys?: Record<string, string>[] };
    const ring = output(live, 'TokenKeyIds').split(',');
    return { published: keys, held: await Promise.all(ring.map((id) => heldBy(live, id))) };
  },
  judge: ({ published, held }) => ({
    looked: published.length,
    wrong: [
      ...(published.every(({ x = '' }) => held.includes(x)) ? [] : ['a key is published that KMS does not hold']),
      ...published.flatMap(({ crv, kty, ...rest }) => {
        const more = Object.keys(rest).filter((name) => !ALLOWED.includes(name));
        const odd = crv === 'Ed25519' && kty === 'OKP' ? [] : [`a key of ${kty} ${crv} is published`];
        return [...odd, ...more.map((name) => `a key is published with ${name}`)];
      }),
    ],
  }),
});
