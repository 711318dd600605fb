/** The keys that sign access tokens (RFC 7517), for everyone: the current one, the next one and the one before. */
import * as z from 'zod/mini';
import { defineContract } from '../../shared/contract.ts';

export const getJwksContract = defineContract({
  summary: 'Get the keys that sign access tokens',
  auth: ['public'],
  access: ['identity:signing-keys', 'token-key:read'],
  replies: {
    200: z.object({
      keys: z.array(
        z.object({
          kty: z.literal('OKP'),
          crv: z.literal('Ed25519'),
          x: z.string(),
          kid: z.string(),
          use: z.literal('sig'),
          alg: z.literal('EdDSA'),
        }),
      ),
    }),
  },
  errors: [],
  events: [],
});
