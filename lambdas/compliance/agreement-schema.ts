/** The wire form of an agreement with a business associate. Days are `yyyy-mm-dd`, of UTC. */
import * as z from 'zod/mini';
import { code, looksPersonal } from '../audit/detail-schema.ts';
import { email, id, text, time } from '../shared/vocabulary.ts';
import {
  AGREEMENT_KINDS,
  AGREEMENT_STATUSES,
  type Agreement,
  END_REASONS,
  statusAt,
  type Terms,
  WITHOUT_NOTICE,
} from './agreement.ts';

export const day = z.iso.date();
export const endReason = z.enum(END_REASONS);
const sha256 = z
  .string()
  .check(z.regex(/^[0-9a-f]{64}$/, 'expected SHA-256 in lower-case hex, as sha256sum prints it'));
/** A legal entity. It stands in the log, so it is no address and no number of a person. */
const counterparty = text(200).check(z.refine((name) => !looksPersonal(name), 'looks like personal data'));
const NOTICE_DAYS = 30;

/** What somebody records. A covered entity promises nothing here: what is recorded is what was signed with them. */
export const termsSchema = z.strictObject({
  counterparty,
  kind: z.enum(AGREEMENT_KINDS),
  signed_on: day,
  effective_on: day,
  expires_on: z.optional(day),
  document_sha256: sha256,
  services: z.array(code).check(z.minLength(1), z.maxLength(20)),
  permits_preset: z._default(z.boolean(), false),
  notice_days: z._default(z.int().check(z.gte(0), z.lte(365)), NOTICE_DAYS),
  engaged_on: z.optional(day),
  without_notice: z.optional(z.enum(WITHOUT_NOTICE)),
  /** Whom to tell when a sub-processor comes or goes. Sealed, and never answered. */
  contact_email: z.optional(email),
});

export const termsOf = (wire: z.output<typeof termsSchema>): Terms => ({
  counterparty: wire.counterparty,
  kind: wire.kind,
  signedOn: wire.signed_on,
  effectiveOn: wire.effective_on,
  expiresOn: wire.expires_on,
  documentSha256: wire.document_sha256,
  services: wire.services,
  permitsPreset: wire.permits_preset,
  noticeDays: wire.notice_days,
  engagedOn: wire.engaged_on,
  withoutNotice: wire.without_notice,
});

export const agreementSchema = z.object({
  id: id('agreement'),
  counterparty: z.string(),
  kind: z.enum(AGREEMENT_KINDS),
  status: z.enum(AGREEMENT_STATUSES),
  signed_on: day,
  effective_on: day,
  expires_on: z.nullable(day),
  /** From this day on it holds no more. */
  ends_on: z.nullable(day),
  replaced_by: z.nullable(id('agreement')),
  document_sha256: z.string(),
  services: z.array(z.string()),
  permits_preset: z.boolean(),
  notice_days: z.int(),
  engaged_on: z.nullable(day),
  without_notice: z.nullable(z.enum(WITHOUT_NOTICE)),
  has_contact: z.boolean(),
  recorded_by: z.object({ type: z.enum(['operator', 'api_key', 'deployer']), id: z.string() }),
  recorded_at: time,
});

export const presentAgreement = (agreement: Agreement, now: Date): z.input<typeof agreementSchema> => ({
  id: agreement.id,
  counterparty: agreement.counterparty,
  kind: agreement.kind,
  status: statusAt(agreement, now),
  signed_on: agreement.signedOn,
  effective_on: agreement.effectiveOn,
  expires_on: agreement.expiresOn ?? null,
  ends_on: agreement.endsOn ?? null,
  replaced_by: agreement.replacedBy ?? null,
  document_sha256: agreement.documentSha256,
  services: [...agreement.services],
  permits_preset: agreement.permitsPreset,
  notice_days: agreement.noticeDays,
  engaged_on: agreement.engagedOn ?? null,
  without_notice: agreement.withoutNotice ?? null,
  has_contact: agreement.contact !== undefined,
  recorded_by: agreement.recordedBy,
  recorded_at: agreement.recordedAt,
});
