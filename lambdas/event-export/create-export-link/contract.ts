/** Makes a link to the file of an export. It works once, and until the file is removed. */
import * as z from 'zod/mini';
import { defineContract } from '../../shared/contract.ts';
import { id, time } from '../../shared/vocabulary.ts';

export const createExportLinkContract = defineContract({
  summary: 'Make a link that fetches an export once',
  auth: ['secret_key', 'operator'],
  scopes: ['audit:export'],
  access: ['ephemeral:write'],
  params: z.object({ id: id('export') }),
  replies: { 201: z.object({ url: z.string(), expires_at: time }) },
  errors: ['not_found', 'export_not_there', 'conflict'],
  events: ['audit.export_link_created'],
});
