/** GET /v1/auth/.well-known/jwks.json */
import { http } from '../../shared/http.ts';
import { ok } from '../../shared/result.ts';
import { keptSeconds } from '../../signing-key/signing-key.ts';
import { getSigningKeys } from '../../signing-key/signing-key-store.ts';
import { publishedKeys } from '../token-key.ts';
import { getJwksContract } from './contract.ts';

export const handler = http(getJwksContract, async ({ now }) => {
  const keys = await publishedKeys(now);
  const seconds = keptSeconds(await getSigningKeys(now), now);
  return ok({
    status: 200,
    headers: { 'cache-control': `public, max-age=${seconds}`, 'access-control-allow-origin': '*' },
    body: {
      keys: keys.map(({ kid, jwk: { x } }) => ({ kty: 'OKP', crv: 'Ed25519', x, kid, use: 'sig', alg: 'EdDSA' })),
    },
  });
});
