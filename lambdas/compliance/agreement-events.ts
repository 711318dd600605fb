/** What the log says of an agreement: what was signed, by its hash, and never whom to write to. */
import type { JsonObject } from '../audit/block.ts';
import type { EventDraft } from '../audit/event.ts';
import type { Agreement, END_REASONS } from './agreement.ts';

const about = ({ id }: Agreement) => ({ target: { type: 'agreement', id } }) as const;

const factsOf = (agreement: Agreement): JsonObject => ({
  counterparty: agreement.counterparty,
  kind: agreement.kind,
  signed_on: agreement.signedOn,
  effective_on: agreement.effectiveOn,
  expires_on: agreement.expiresOn,
  document_sha256: agreement.documentSha256,
  services: [...agreement.services],
  permits_preset: agreement.permitsPreset,
  notice_days: agreement.noticeDays,
  engaged_on: agreement.engagedOn,
  without_notice: agreement.withoutNotice,
});

export const recorded = (agreement: Agreement, replaces?: string): EventDraft<'agreement.recorded'> => ({
  ...about(agreement),
  type: 'agreement.recorded',
  detail: { agreement: factsOf(agreement), replaces },
});

export const ended = (
  agreement: Agreement,
  endsOn: string,
  reason: (typeof END_REASONS)[number],
): EventDraft<'agreement.ended'> => ({
  ...about(agreement),
  type: 'agreement.ended',
  detail: { kind: agreement.kind, ends_on: endsOn, cause: reason, document_sha256: agreement.documentSha256 },
});
