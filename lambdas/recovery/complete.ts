/** The last step of a recovery: everything old goes, the new passkey comes, and a session through the gate, all at once. */
import type { EventDraft } from '../audit/event.ts';
import { type Passkey, passkeyProof } from '../passkey/passkey.ts';
import { insertPasskey } from '../passkey/passkey-store.ts';
import type { Envelope } from '../session/issue-tokens.ts';
import type { MintError } from '../session/mint-errors.ts';
import { mintSession } from '../session/mint-session.ts';
import type { Request } from '../session/request.ts';
import type { Refused } from '../shared/errors.ts';
import type { Result } from '../shared/result.ts';
import { dropFactors, type OldPasskeys } from './drop-factors.ts';
import { tellCompleted } from './messages.ts';
import type { Completion } from './open-completion.ts';
import { endRecovery } from './recovery-store.ts';

type CompleteError = 'token_consumed' | 'passkey_verification_failed' | 'conflict';

export async function complete(
  call: Request,
  { recovery, account, organizationId, organization }: Completion,
  passkey: Passkey,
  sessionId: string,
  oldPasskeys: OldPasskeys,
): Promise<Result<Envelope, CompleteError | MintError | Refused<'step_up_required'>>> {
  const { project, now } = call;
  const dropped = await dropFactors(call, account, oldPasskeys);
  if (!dropped.ok) return dropped;
  const old = account.passkeys.length;
  const { id, aaguid, synced, attested } = passkey;
  const completed: EventDraft<'recovery.completed'> = {
    type: 'recovery.completed',
    target: { type: 'recovery', id: recovery.id },
    detail: {
      user_id: account.user.id,
      sessions_ended: dropped.value.sessions,
      [oldPasskeys === 'remove' ? 'passkeys_removed' : 'passkeys_suspended']: old,
      approvals: recovery.approvals.map(({ by }) => by),
    },
  };
  const minted = await mintSession<CompleteError>(call, {
    sessionId,
    account: dropped.value.account,
    organizationId,
    organization,
    proof: passkeyProof(passkey, now),
    registers: { aaguid, synced, attested, newcomer: false },
    changes: [
      endRecovery(recovery, 'completed', 'token_consumed', now),
      ...dropped.value.changes,
      ...insertPasskey(project.id, passkey),
      ...(await tellCompleted(project, account, now)),
    ],
    events: [
      ...dropped.value.events,
      {
        type: 'passkey.registered',
        target: { type: 'credential', id },
        detail: { aaguid, synced, session_id: sessionId },
      },
      completed,
    ],
    credentialId: id,
  });
  return minted;
}
