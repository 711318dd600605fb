/** POST /v1/auth/token */
import { http } from '../../shared/http.ts';
import { err, ok } from '../../shared/result.ts';
import { byClientCredentials, byCode, byRefreshToken } from '../grants.ts';
import { exchangeTokenContract } from './contract.ts';

export const handler = http(exchangeTokenContract, async (call) => {
  const { body, principal } = call;
  if (body.grant_type === undefined) return err('validation_failed');
  if (body.grant_type === 'client_credentials') {
    if (principal.kind !== 'client') return err('invalid_client');
    const given = await byClientCredentials(call, principal, body.scope);
    return given.ok ? ok({ status: 200, body: given.value }) : given;
  }
  if (body.grant_type !== 'authorization_code' && body.grant_type !== 'refresh_token')
    return err('unsupported_grant_type');
  // A machine has no person to act for.
  if (principal.kind === 'client') return err('invalid_grant');
  const given = await (body.grant_type === 'refresh_token' ? byRefreshToken(call, body) : byCode(call, body));
  return given.ok ? ok({ status: 200, body: given.value }) : given;
});
