/** Every draft of every notice of a breach, newest first, and which were sent. */
import * as z from 'zod/mini';
import { defineContract } from '../../shared/contract.ts';
import { id } from '../../shared/vocabulary.ts';
import { noticeSchema, sentSchema } from '../notice-schema.ts';

export const listNoticesContract = defineContract({
  summary: 'List the notices of a breach: every draft, and what was sent',
  auth: ['secret_key', 'operator'],
  scopes: ['breach:read'],
  access: ['data-key:unwrap'],
  params: z.object({ id: id('breach') }),
  replies: { 200: z.object({ data: z.array(noticeSchema), sent: z.array(sentSchema) }) },
  errors: ['not_found'],
  events: [],
});
