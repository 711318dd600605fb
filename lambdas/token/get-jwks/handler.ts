/** GET /v1/auth/.well-known/jwks.json */
import { http } from '../../shared/http.ts';
import { ok } from '../../shared/result.ts';
import { publishedKeys } from '../token-key.ts';
import { getJwksContract } from './contract.ts';

const CACHE_SECONDS = 600;

export const handler = http(getJwksContract, async ({ now }) => {
  const keys = await publishedKeys(now);
  return ok({
    status: 200,
    headers: { 'cache-control': `public, max-age=${CACHE_SECONDS}`, 'access-control-allow-origin': '*' },
    body: {
      keys: keys.map(({ kid, jwk: { x } }) => ({ kty: 'OKP', crv: 'Ed25519', x, kid, use: 'sig', alg: 'EdDSA' })),
    },
  });
});
