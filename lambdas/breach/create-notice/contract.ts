/** Drafts a notice from what is known. Each draft is a version of its own; nothing is sent. */
import * as z from 'zod/mini';
import { defineContract } from '../../shared/contract.ts';
import { id } from '../../shared/vocabulary.ts';
import { noticeSchema, wordsSchema } from '../notice-schema.ts';

export const createNoticeContract = defineContract({
  summary:
    'Draft a notice: to the covered entity (45 CFR 164.410), individuals (164.404), HHS (164.408) or media (164.406)',
  auth: ['secret_key', 'operator'],
  scopes: ['breach:write'],
  access: ['archive:read', 'data-key:unwrap'],
  params: z.object({ id: id('breach') }),
  body: wordsSchema,
  replies: { 201: noticeSchema },
  errors: ['not_found', 'scope_not_complete', 'breach_closed', 'conflict'],
  events: ['breach.notice_drafted'],
});
