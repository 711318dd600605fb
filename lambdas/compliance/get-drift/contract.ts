/** Where the project or an organization guards less than the preset asks for, and since which event. */
import * as z from 'zod/mini';
import { defineContract } from '../../shared/contract.ts';
import { id, limit, time } from '../../shared/vocabulary.ts';
import { belowSchema } from '../preset-schema.ts';

export const getDriftContract = defineContract({
  summary: 'Tell what is below the HIPAA preset: in the project, in its organizations page by page, since which event',
  auth: ['secret_key', 'operator'],
  scopes: ['compliance:read'],
  access: ['audit:read', 'lanes:read', 'search:read', 'control:read', 'archive:read'],
  query: z.object({ limit, cursor: z.optional(id('organization')) }),
  replies: {
    200: z.object({
      as_of: time,
      preset: z.enum(['none', 'hipaa']),
      project: z.array(belowSchema),
      /** Those of this page that are below it. */
      organizations: z.array(z.object({ organization_id: id('organization'), below: z.array(belowSchema) })),
      organizations_checked: z.int(),
      next_cursor: z.nullable(id('organization')),
    }),
  },
  errors: ['not_found'],
  events: [],
});
