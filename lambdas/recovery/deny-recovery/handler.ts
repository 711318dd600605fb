/** POST /v1/recovery/requests/{id}/deny */
import { http } from '../../shared/http.ts';
import { err, ok } from '../../shared/result.ts';
import { denied } from '../events.ts';
import { isOpen, type Recovery } from '../recovery.ts';
import { presentRecovery } from '../recovery-schema.ts';
import { endRecovery, getRecoveryOf } from '../recovery-store.ts';
import { denyRecoveryContract } from './contract.ts';

export const handler = http(denyRecoveryContract, async ({ params, project, now, commit, prepare }) => {
  prepare(project.id);
  const before = await getRecoveryOf(project.id, params.id);
  if (!before) return err('not_found');
  if (!isOpen(before, now)) return err('already_decided');
  const committed = await commit([endRecovery(before, 'denied', 'already_decided', now)], denied(before));
  const after: Recovery = { ...before, status: 'denied', endedAt: now.toISOString() };
  return committed.ok ? ok({ status: 200, body: presentRecovery(after, now) }) : committed;
});
