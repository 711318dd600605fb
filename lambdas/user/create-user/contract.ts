/** Makes a user, or answers with the one who has this e-mail. */
import * as z from 'zod/mini';
import { defineContract } from '../../shared/contract.ts';
import { email, metadata } from '../../shared/vocabulary.ts';
import { existingUserSchema, phone, userName, userSchema } from '../user-schema.ts';

export const createUserContract = defineContract({
  summary:
    'Make a user; a known e-mail answers 200 with the user who has it, unchanged: one who signed up themselves and whose e-mail is not verified may be anyone',
  auth: ['secret_key', 'operator'],
  scopes: ['users:write'],
  access: ['hmac-key:derive'],
  body: z.strictObject({
    email,
    email_verified: z.optional(z.boolean()),
    name: z.optional(userName),
    phone: z.optional(phone),
    metadata: z.optional(metadata),
  }),
  replies: { 201: userSchema, 200: existingUserSchema },
  errors: ['conflict'],
  events: ['user.created'],
});
