/** How far the bundle of a person is. */
import * as z from 'zod/mini';
import { defineContract } from '../../shared/contract.ts';
import { id } from '../../shared/vocabulary.ts';
import { subjectExportSchema } from '../subject-export-schema.ts';

export const getUserExportContract = defineContract({
  summary: 'Read how far the export of a user is',
  auth: ['secret_key', 'operator'],
  scopes: ['dsr:write'],
  access: ['exports:follow'],
  params: z.object({ id: id('user'), export: id('export') }),
  replies: { 200: subjectExportSchema },
  errors: ['not_found'],
  events: [],
});
