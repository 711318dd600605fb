/** POST /v1/recovery/requests/{id}/cancel */
import { derivedKey } from '../../shared/derived-key.ts';
import { http } from '../../shared/http.ts';
import { err, ok } from '../../shared/result.ts';
import { cancelled } from '../events.ts';
import { isOpen, type Recovery } from '../recovery.ts';
import { presentOwnRecovery } from '../recovery-schema.ts';
import { endRecovery, getRecoveryOf } from '../recovery-store.ts';
import { hashOf, isToken, STOP_KEY, stopTokenOf } from '../recovery-token.ts';
import { refuse } from '../refuse.ts';
import { cancelRecoveryContract } from './contract.ts';

export const handler = http(cancelRecoveryContract, async (call) => {
  const { params, body, principal, project, now, commit, prepare } = call;
  prepare(project.id);
  const before = await getRecoveryOf(project.id, params.id);
  if (principal.kind === 'user') {
    if (before?.userId !== principal.userId) return err('not_found');
  } else {
    const expected = hashOf('stop', stopTokenOf(await derivedKey(STOP_KEY), params.id));
    if (!isToken('stop', body.token ?? '', expected)) return refuse(call, params.id, 'stop', 'token_consumed');
  }
  if (!before) return err('not_found');
  if (!isOpen(before, now)) return err('already_decided');
  const event = cancelled(before, principal.kind === 'user' ? 'session' : 'link');
  const committed = await commit([endRecovery(before, 'cancelled', 'already_decided', now)], event);
  const after: Recovery = { ...before, status: 'cancelled', endedAt: now.toISOString() };
  return committed.ok ? ok({ status: 200, body: presentOwnRecovery(after, now) }) : committed;
});
