/** Makes a link to the bundle of a person. It works once, and until the file is removed after a day. */
import * as z from 'zod/mini';
import { defineContract } from '../../shared/contract.ts';
import { id, time } from '../../shared/vocabulary.ts';

export const createUserExportLinkContract = defineContract({
  summary: 'Make a link that fetches the export of a user once',
  auth: ['secret_key', 'operator'],
  scopes: ['dsr:write'],
  access: ['ephemeral:write'],
  params: z.object({ id: id('user'), export: id('export') }),
  replies: { 201: z.object({ url: z.string(), expires_at: time }) },
  errors: ['not_found', 'forbidden', 'recent_authentication_required', 'export_not_there', 'conflict'],
  events: ['audit.export_link_created'],
});
