/** The accounting as it is signed and handed out: whose, of what period, by which list, and what was disclosed. */
import * as z from 'zod/mini';
import { id, time } from '../shared/vocabulary.ts';
import type { Entry, Period } from './accounting.ts';
import type { DisclosureList } from './disclosure-list.ts';
import type { SubjectRequest } from './request.ts';

const entry = z.object({
  event_id: id('event'),
  event: z.string(),
  date: time,
  recipient: z.object({ name: z.nullable(z.string()), address: z.nullable(z.string()) }),
  description: z.nullable(z.string()),
  purpose: z.string(),
  organization_id: z.nullable(id('organization')),
  withheld: z.boolean(),
});

const documentSchema = z.object({
  v: z.literal(1),
  request_id: id('dsr'),
  /** Name and address are `null` once the user was deleted. */
  individual: z.object({ user_id: id('user'), name: z.nullable(z.string()), email: z.nullable(z.string()) }),
  period: z.object({ from: time, to: time }),
  generated_at: time,
  /** The first of any twelve months costs nothing, 45 CFR 164.528(c)(2)(i). */
  free_of_charge: z.boolean(),
  list: z.object({
    version: z.int(),
    source: z.enum(['default', 'deployment', 'project']),
    actions: z.array(z.string()),
    except_purposes: z.array(z.string()),
  }),
  left_out: z.string(),
  counsel: z.string(),
  entries: z.array(entry),
});
export type AccountingDocument = z.infer<typeof documentSchema>;

export const bundleSchema = z.object({
  manifest: z.record(z.string(), z.unknown()),
  /** C2SP signed note over the manifest. */
  statement: z.string(),
  parts: z.object({ accounting: documentSchema }),
});

const LEFT_OUT = "The individual's own access is left out (45 CFR 164.528(a)(1)).";
const COUNSEL =
  'Which disclosures must be accounted for is a question of law. Counsel must check the list of events and purposes.';

export interface Asked {
  readonly request: SubjectRequest;
  readonly user: { readonly id: string; readonly name: string | undefined; readonly email: string | undefined };
  readonly period: Period;
  readonly list: DisclosureList;
  readonly free: boolean;
}

export const accountingDocument = (
  { request, user, period, list, free }: Asked,
  entries: readonly Entry[],
  now: Date,
): AccountingDocument => ({
  v: 1,
  request_id: request.id,
  individual: { user_id: user.id, name: user.name ?? null, email: user.email ?? null },
  period: { from: new Date(period.fromMs).toISOString(), to: new Date(period.toMs).toISOString() },
  generated_at: now.toISOString(),
  free_of_charge: free,
  list: {
    version: list.version,
    source: list.source,
    actions: [...list.actions],
    except_purposes: [...list.exceptPurposes],
  },
  left_out: LEFT_OUT,
  counsel: COUNSEL,
  entries: [...entries],
});

export const formatAsked = (format: 'json' | 'pdf' | undefined, accept: string | undefined): 'json' | 'pdf' =>
  format ?? (accept?.includes('application/pdf') ? 'pdf' : 'json');

export const fileHeaders = (requestId: string): Record<string, string> => ({
  'content-type': 'application/pdf',
  'content-disposition': `attachment; filename="accounting-${requestId}.pdf"`,
});
