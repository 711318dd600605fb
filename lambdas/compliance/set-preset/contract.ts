/**
 * One switch (features.md A58): turns the preset on, or raises again what is below it. With `dry_run` it changes nothing
 * and shows the same difference. It is turned off as everything is loosened: by two people, at the project itself.
 */
import * as z from 'zod/mini';
import { defineContract } from '../../shared/contract.ts';
import { id } from '../../shared/vocabulary.ts';
import { differenceSchema } from '../preset-schema.ts';

export const setPresetContract = defineContract({
  summary: 'Turn on the HIPAA preset, or see with dry_run what that would change',
  auth: ['secret_key', 'operator'],
  scopes: ['compliance:write', 'projects:write'],
  body: z.strictObject({ preset: z.literal('hipaa'), dry_run: z._default(z.boolean(), false) }),
  replies: {
    200: z.object({
      preset: z.literal('hipaa'),
      applied: z.boolean(),
      /** Null where the preset was on already. */
      agreement_id: z.nullable(id('agreement')),
      project: z.array(differenceSchema),
      /** The first of those in which something changes for whoever signs in. */
      organizations: z.array(z.object({ organization_id: id('organization'), changes: z.array(differenceSchema) })),
      organizations_changed: z.int(),
      organizations_checked: z.int(),
      /** False where there are more than were looked at; the switch counts for all of them. */
      organizations_complete: z.boolean(),
    }),
  },
  errors: ['not_found', 'agreement_required', 'conflict'],
  events: ['project.updated'],
});
