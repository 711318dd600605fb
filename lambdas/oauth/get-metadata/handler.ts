/** GET /.well-known/openid-configuration and GET /.well-known/oauth-authorization-server */
import { variable } from '../../shared/environment.ts';
import { http } from '../../shared/http.ts';
import { ok } from '../../shared/result.ts';
import { SCOPES_SUPPORTED } from '../oauth.ts';
import { getMetadataContract } from './contract.ts';

const CACHE = { 'cache-control': 'public, max-age=600' };

export const handler = http(getMetadataContract, async () => {
  const issuer = variable('ISSUER');
  return ok({
    status: 200,
    headers: CACHE,
    body: {
      issuer,
      authorization_endpoint: `${issuer}/v1/auth/authorize`,
      token_endpoint: `${issuer}/v1/auth/token`,
      userinfo_endpoint: `${issuer}/v1/auth/userinfo`,
      end_session_endpoint: `${issuer}/v1/auth/end-session`,
      jwks_uri: `${issuer}/v1/auth/.well-known/jwks.json`,
      response_types_supported: ['code'],
      response_modes_supported: ['query'],
      grant_types_supported: ['authorization_code', 'refresh_token', 'client_credentials'],
      subject_types_supported: ['public'],
      id_token_signing_alg_values_supported: ['EdDSA'],
      token_endpoint_auth_methods_supported: ['none', 'client_secret_basic', 'client_secret_post'],
      code_challenge_methods_supported: ['S256'],
      scopes_supported: [...SCOPES_SUPPORTED],
      claims_supported: [
        'iss',
        'sub',
        'aud',
        'exp',
        'iat',
        'auth_time',
        'nonce',
        'acr',
        'amr',
        'sid',
        'at_hash',
      ].concat(['act_org', 'email', 'email_verified', 'name']),
      prompt_values_supported: ['none', 'login', 'consent', 'select_account'],
      acr_values_supported: ['phr', 'aal2', 'aal1'],
      authorization_response_iss_parameter_supported: true,
      request_parameter_supported: false,
      request_uri_parameter_supported: false,
      claims_parameter_supported: false,
    },
  });
});
