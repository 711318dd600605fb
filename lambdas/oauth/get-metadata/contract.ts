/** Tells clients where everything is and what works (OpenID Connect Discovery 1.0 §4, RFC 8414). */
import * as z from 'zod/mini';
import { defineContract } from '../../shared/contract.ts';

const texts = z.array(z.string());

export const getMetadataContract = defineContract({
  summary: 'Describe the OAuth and OpenID Connect face of this deployment',
  auth: ['public'],
  replies: {
    200: z.object({
      issuer: z.string(),
      authorization_endpoint: z.string(),
      token_endpoint: z.string(),
      userinfo_endpoint: z.string(),
      end_session_endpoint: z.string(),
      jwks_uri: z.string(),
      response_types_supported: texts,
      response_modes_supported: texts,
      grant_types_supported: texts,
      subject_types_supported: texts,
      id_token_signing_alg_values_supported: texts,
      token_endpoint_auth_methods_supported: texts,
      code_challenge_methods_supported: texts,
      scopes_supported: texts,
      claims_supported: texts,
      prompt_values_supported: texts,
      acr_values_supported: texts,
      authorization_response_iss_parameter_supported: z.boolean(),
      request_parameter_supported: z.boolean(),
      request_uri_parameter_supported: z.boolean(),
      claims_parameter_supported: z.boolean(),
    }),
  },
  errors: [],
  events: [],
});
