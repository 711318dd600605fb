/** Schemas of what several events tell in their detail. Of a policy or a setting, what it is; of a person, nothing. */
import * as z from 'zod/mini';
import { ROLES } from '../operator/operator.ts';
import { METHODS } from '../organization/policy.ts';
import { wholePolicySchema } from '../organization/policy-schema.ts';
import { settingsSchema } from '../project/settings-schema.ts';
import { SCOPES } from '../shared/scopes.ts';
import { id, slug, time } from '../shared/vocabulary.ts';
import { code, count, facts, flag, label, list } from './detail-schema.ts';

export const method = z.enum(METHODS);
export const channel = z.enum(['email', 'sms']);
export const scopes = list(z.enum(SCOPES));
export const roles = list(z.enum(ROLES));
export const target = z.strictObject({ type: code, id: z.string().check(z.maxLength(128)) });
export const decision = z.enum(['allow', 'step_up', 'block']);
export const weights = z.record(code, count);
export const risk = facts(
  z.strictObject({
    score: count,
    id: z.optional(id('decision')),
    decision: z.optional(decision),
    reasons: z.optional(weights),
  }),
);
export const organizationFacts = facts(z.strictObject({ name: label, slug }));
export const policyFacts = facts(wholePolicySchema);
/** Of the address only whether there is one. */
const settings = z.strictObject({ ...settingsSchema.shape, notice_email: flag });
export const settingsFacts = facts(settings);
export const projectFacts = facts(
  z.partial(z.strictObject({ name: label, sign_up: code, policy: wholePolicySchema, settings })),
);
export const riskPolicyFacts = facts(
  z.strictObject({
    version: count,
    thresholds: z.strictObject({ step_up: count, block: count }),
    weights,
    disabled_signals: list(code),
    off_hours: z.nullable(
      z.strictObject({ time_zone: z.string().check(z.maxLength(64)), from_hour: count, to_hour: count }),
    ),
  }),
);
/** Of a customer's own system: what it was done to, and to whom it was disclosed, is in the person's block. */
export const accessSealed = ['client_id', 'resource', 'disclosure'];
export const accessDetail = {
  user_id: id('user'),
  action: code,
  purpose: z.string().check(z.regex(/^[A-Z]{2,12}$/)),
  occurred_at: time,
  recorded_by: id('key'),
};
export const exportFormat = z.enum(['csv', 'ndjson', 'fhir', 'bundle']);
/** What was searched for: an id of ours, or that it was another, which may be a name. */
const searched = z.string().check(z.regex(/^(other|[a-z]{2,5}_[0-9A-HJKMNP-TV-Z]{26})$/, 'expected an id'));
export const filters = z.strictObject({
  event_id: z.optional(id('event')),
  types: z.optional(list(code)),
  range_start: z.optional(z.iso.datetime({ offset: true })),
  range_end: z.optional(z.iso.datetime({ offset: true })),
  grant_id: z.optional(z.union([id('breakGlass'), id('impersonation')])),
  organization_id: z.optional(id('organization')),
  actor_id: z.optional(searched),
  target_id: z.optional(searched),
  target_type: z.optional(code),
  subject_id: z.optional(id('user')),
  outcome: z.optional(z.enum(['success', 'failure', 'denied'])),
});

export const streamFacts = facts(
  z.strictObject({
    name: label,
    type: code,
    /** The host or the bucket; a path may be a secret. */
    destination: z.string().check(z.maxLength(255)),
    organization_id: z.optional(id('organization')),
    include_personal: flag,
  }),
);
