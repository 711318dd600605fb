/** The wire form of a break-glass grant. The token is in none of these: it is shown once, when the glass is broken. */
import * as z from 'zod/mini';
import { assertionCredential } from '../passkey/credential-schema.ts';
import { MAX_REQUEST_ID } from '../passkey/passkey.ts';
import { email, id, text, time } from '../shared/vocabulary.ts';
import { type BreakGlass, EMERGENCY_SCOPES, MAX_MINUTES, phaseOf, reviewOf, VERDICTS } from './break-glass.ts';

const permissions = z.array(z.enum(EMERGENCY_SCOPES)).check(z.minLength(1), z.maxLength(EMERGENCY_SCOPES.length));
/** The number of a ticket or a page, and no sentence: it lies open in the log. */
const incidentId = z.string().check(z.regex(/^[A-Za-z0-9][A-Za-z0-9._:/-]{0,63}$/, 'expected an incident id'));
export const findings = text(2_000);
export const verdict = z.enum(VERDICTS);

export const scopeSchema = z.object({ permissions, organization_id: z.nullable(id('organization')) });

/** What breaks the glass: who, by one of two ways, and why, what for and for how long. */
export const openingSchema = z
  .strictObject({
    request_id: z.optional(z.string().check(z.maxLength(MAX_REQUEST_ID))),
    credential: z.optional(assertionCredential),
    email: z.optional(email),
    recovery_code: z.optional(z.string().check(z.minLength(1), z.maxLength(64))),
    reason: text(500).check(z.minLength(10)),
    incident_id: incidentId,
    scope: z.strictObject({ permissions, organization_id: z.optional(id('organization')) }),
    minutes: z.int().check(z.gte(1), z.lte(MAX_MINUTES)),
    drill: z.optional(z.boolean()),
  })
  .check(
    z.refine(({ request_id, credential, email: address, recovery_code }) => {
      const passkey = request_id !== undefined && credential !== undefined;
      const code = address !== undefined && recovery_code !== undefined;
      const given = [request_id, credential, address, recovery_code].filter((member) => member !== undefined);
      return passkey !== code && given.length === 2;
    }, 'give request_id and credential, or email and recovery_code'),
  );

export const breakGlassSchema = z.object({
  id: id('breakGlass'),
  operator_id: id('user'),
  method: z.enum(['passkey', 'recovery']),
  reason: z.string(),
  incident_id: z.string(),
  scope: scopeSchema,
  drill: z.boolean(),
  status: z.enum(['open', 'closed', 'expired']),
  opened_at: time,
  expires_at: time,
  closed_at: z.nullable(time),
  closed_by: z.nullable(z.string()),
  alarm: z.enum(['delivered', 'pending']),
  review: z.object({
    state: z.enum(['not_due', 'due', 'overdue', 'done']),
    due_at: z.nullable(time),
    verdict: z.nullable(verdict),
    findings: z.nullable(z.string()),
    reviewed_by: z.nullable(id('user')),
    reviewed_at: z.nullable(time),
  }),
});

export function presentBreakGlass(grant: BreakGlass, now: Date) {
  const { state, dueAt } = reviewOf(grant, now);
  const { review } = grant;
  return {
    id: grant.id,
    operator_id: grant.userId,
    method: grant.method,
    reason: grant.reason,
    incident_id: grant.incidentId,
    scope: { permissions: [...grant.scopes], organization_id: grant.organizationId ?? null },
    drill: grant.drill,
    status: phaseOf(grant, now),
    opened_at: grant.openedAt,
    expires_at: grant.expiresAt,
    closed_at: grant.closedAt ?? null,
    closed_by: grant.closedBy ?? null,
    alarm: grant.alarm,
    review: {
      state,
      due_at: dueAt ?? null,
      verdict: review?.verdict ?? null,
      findings: review?.findings ?? null,
      reviewed_by: review?.by ?? null,
      reviewed_at: review?.at ?? null,
    },
  };
}
