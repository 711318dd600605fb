/** POST /v1/recovery/requests/{id}/prove */
import { acting } from '../../session/request.ts';
import { http } from '../../shared/http.ts';
import { ok } from '../../shared/result.ts';
import { cancelled } from '../events.ts';
import { tellRequested } from '../messages.ts';
import { isOpen, newRecovery } from '../recovery.ts';
import { presentOwnRecovery } from '../recovery-schema.ts';
import { endRecovery, getAsked, getRecoveryOf, insertRecovery, lastRecoveryOf, useAsked } from '../recovery-store.ts';
import { isToken } from '../recovery-token.ts';
import { refuse } from '../refuse.ts';
import { subjectOf } from '../standing.ts';
import { proveRecoveryContract } from './contract.ts';

export const handler = http(proveRecoveryContract, async (call) => {
  const { params, body, project, now, commit, prepare } = call;
  prepare(project.id);
  const asked = await getAsked(params.id);
  const good = asked?.projectId === project.id && asked.status === 'open' && now.getTime() < asked.expiresAtMs;
  const matches = isToken('prove', body.token, asked?.tokenHash);
  const subject = asked && good && matches ? await subjectOf(project, asked) : undefined;
  if (!asked || !subject) return refuse(call, params.id, 'prove', 'token_consumed');

  const { account, needed } = subject;
  const member = account.memberships.some(({ organizationId }) => organizationId === asked.organizationId);
  const organizationId = member ? asked.organizationId : undefined;
  const recovery = newRecovery({ ...asked, organizationId }, needed, now);
  const last = lastRecoveryOf(account);
  const before = last === undefined ? undefined : await getRecoveryOf(project.id, last);
  // Whoever asks anew begins anew: nothing that was agreed to before is finished by it.
  const replaced = before && isOpen(before, now) ? before : undefined;
  const committed = await commit(
    [
      useAsked(asked),
      ...insertRecovery(recovery, last),
      ...(replaced ? [endRecovery(replaced, 'cancelled', 'token_consumed', now)] : []),
      ...(await tellRequested(project, account, recovery, now)),
    ],
    [
      {
        type: 'recovery.proven',
        target: { type: 'recovery', id: recovery.id },
        actor: { type: 'user', id: account.user.id },
        detail: { user_id: account.user.id, needed, replaces: replaced?.id },
        subjects: acting(account),
      },
      ...(replaced ? [cancelled(replaced, 'replaced')] : []),
    ],
  );
  return committed.ok ? ok({ status: 200, body: presentOwnRecovery(recovery, now) }) : committed;
});
