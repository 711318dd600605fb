/** Changes a user. Members that are left out stay; `null` takes name or phone away. */
import * as z from 'zod/mini';
import { defineContract } from '../../shared/contract.ts';
import { email, id, metadata } from '../../shared/vocabulary.ts';
import { phone, status, userName, userSchema } from '../user-schema.ts';

export const updateUserContract = defineContract({
  summary: 'Change a user',
  auth: ['secret_key', 'operator'],
  scopes: ['users:write'],
  access: ['hmac-key:derive'],
  params: z.object({ id: id('user') }),
  body: z.strictObject({
    email: z.optional(email),
    email_verified: z.optional(z.boolean()),
    name: z.optional(z.nullable(userName)),
    phone: z.optional(z.nullable(phone)),
    status: z.optional(status),
    metadata: z.optional(metadata),
  }),
  replies: { 200: userSchema },
  errors: ['not_found', 'forbidden', 'still_operator', 'recent_authentication_required', 'email_taken', 'conflict'],
  events: ['user.updated'],
});
