/** §164.312(d): the keys by which others check a session are those that KMS holds, and nothing secret is published. */
import { createPublicKey } from 'node:crypto';
import { GetPublicKeyCommand } from '@aws-sdk/client-kms';
import { liveCheck, output } from '../deployment/live.ts';

export interface TokenFacts {
  readonly published: readonly Readonly<Record<string, string>>[];
  /** `x` of the public key that KMS tells of. */
  readonly held: string;
}

const ALLOWED = ['alg', 'crv', 'kid', 'kty', 'use', 'x'];

export const tokensPublished = liveCheck({
  says: 'the key set publishes Ed25519 public keys alone, and the one that KMS signs with is among them',
  read: async (live): Promise<TokenFacts> => {
    const answer = await fetch(`${live.address}/v1/auth/.well-known/jwks.json`);
    const { keys = [] } = (await answer.json()) as { keys?: Record<string, string>[] };
    const { PublicKey = new Uint8Array() } = await live.clients.kms.send(
      new GetPublicKeyCommand({ KeyId: output(live, 'TokenKeyId') }),
    );
    const key = createPublicKey({ key: Buffer.from(PublicKey), format: 'der', type: 'spki' });
    return { published: keys, held: String(key.export({ format: 'jwk' }).x) };
  },
  judge: ({ published, held }) => ({
    looked: published.length,
    wrong: [
      ...(published.some(({ x }) => x === held) ? [] : ['the key that KMS signs with is not published']),
      ...published.flatMap(({ crv, kty, ...rest }) => {
        const more = Object.keys(rest).filter((name) => !ALLOWED.includes(name));
        const odd = crv === 'Ed25519' && kty === 'OKP' ? [] : [`a key of ${kty} ${crv} is published`];
        return [...odd, ...more.map((name) => `a key is published with ${name}`)];
      }),
    ],
  }),
});
