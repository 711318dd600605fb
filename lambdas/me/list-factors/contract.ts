/** What the signed-in user has to prove who they are, with dates: never the secrets, nor what would help to guess them. */
import * as z from 'zod/mini';
import { defineContract } from '../../shared/contract.ts';
import { time } from '../../shared/vocabulary.ts';

export const listFactorsContract = defineContract({
  summary: 'List what the signed-in user can prove themselves with',
  auth: ['user'],
  impersonation: 'read',
  replies: {
    200: z.object({
      passkeys: z.object({ count: z.int(), last_added_at: z.nullable(time) }),
      totp: z.nullable(z.object({ confirmed_at: time })),
      phone: z.nullable(z.object({ confirmed_at: time })),
      recovery_codes: z.nullable(z.object({ left: z.int(), created_at: time })),
      /** A locked password is not accepted until it is reset. */
      password: z.nullable(z.object({ set_at: time, locked: z.boolean() })),
      email: z.object({ verified: z.boolean() }),
    }),
  },
  errors: ['not_found'],
  events: [],
});
