/** Where a link to an export leads: on to the file, once. Whoever has the link needs no other credentials. */
import * as z from 'zod/mini';
import { defineContract } from '../../shared/contract.ts';
import { id } from '../../shared/vocabulary.ts';
import { projectOfLink } from '../event-export.ts';

const named = z.object({ token: z.string() });

export const downloadExportContract = defineContract({
  summary: 'Fetch an export by its link',
  auth: ['anonymous'],
  projectOf: (_body, asked) => projectOfLink(named.safeParse(asked).data?.token),
  access: ['ephemeral:read', 'ephemeral:write', 'exports:read'],
  params: z.object({ id: id('export') }),
  query: z.object({ token: z.string().check(z.maxLength(96)) }),
  replies: { 303: null },
  errors: ['token_consumed'],
  events: ['audit.export_downloaded', 'dsr.export.downloaded'],
});
