/** GET /v1/auth/.well-known/jwks.json */
import { http } from '../../shared/http.ts';
import { ok } from '../../shared/result.ts';
import { tokenKey } from '../token-key.ts';
import { getJwksContract } from './contract.ts';

const CACHE_SECONDS = 600;

export const handler = http(getJwksContract, async () => {
  const { kid, jwk } = await tokenKey();
  return ok({
    status: 200,
    headers: { 'cache-control': `public, max-age=${CACHE_SECONDS}`, 'access-control-allow-origin': '*' },
    body: { keys: [{ kty: 'OKP', crv: 'Ed25519', x: jwk.x, kid, use: 'sig', alg: 'EdDSA' }] },
  });
});
