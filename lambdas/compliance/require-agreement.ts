/** The gate of the preset (features.md A57): it is turned on under an agreement that is in force at that moment. */
import type { Change } from '../shared/change.ts';
import { err, ok, type Result } from '../shared/result.ts';
import { permitting } from './agreement.ts';
import { checkAgreement, listAgreements } from './agreement-store.ts';
import { type Guarded, turnsPresetOn } from './preset.ts';

export interface Gate {
  /** Of the agreement, where the change turns the preset on. */
  readonly agreementId?: string;
  /** Fails when the agreement is another one meanwhile. */
  readonly changes: readonly Change<'conflict'>[];
}

export async function requireAgreement(
  before: Guarded & { readonly id: string },
  after: Guarded,
  now: Date,
): Promise<Result<Gate, 'agreement_required'>> {
  if (!turnsPresetOn(before, after)) return ok({ changes: [] });
  const agreement = permitting(await listAgreements(before.id), now);
  return agreement
    ? ok({ agreementId: agreement.id, changes: [checkAgreement(agreement)] })
    : err('agreement_required');
}
