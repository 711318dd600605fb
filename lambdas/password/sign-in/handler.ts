/** POST /v1/auth/password/login */
import { giveBack } from '../../abuse/spend.ts';
import { getOrganization } from '../../organization/organization-store.ts';
import { findAccount } from '../../session/account-store.ts';
import { mintSession } from '../../session/mint-session.ts';
import { proofBy } from '../../session/step-up.ts';
import { http } from '../../shared/http.ts';
import { newId } from '../../shared/ids.ts';
import { err, ok } from '../../shared/result.ts';
import { emailHash } from '../../user/user-store.ts';
import { lookUpBreached } from '../breached-list.ts';
import { spendGuess } from '../guess-budgets.ts';
import { checkPassword, hashPassword } from '../hash-password.ts';
import { isLocked, normalize } from '../password.ts';
import { acceptPassword, holdPassword, passwordOf } from '../password-store.ts';
import { refusePassword } from '../refuse-password.ts';
import { signInContract } from './contract.ts';

export const handler = http(signInContract, async (call) => {
  const { body, project, now, prepare } = call;
  if (project.settings.passwords !== 'on') return err('password_not_allowed');
  const hash = await emailHash(project.id, body.email);
  const guess = await spendGuess(call, hash);
  if (!guess.ok) return guess;

  const account = await findAccount(project.id, hash);
  const password = account && passwordOf(account);
  const { right, outdated } = await checkPassword(body.password, password?.hash);
  if (!account || !password || !right || isLocked(password)) return refusePassword(call, account, password);

  const [only, ...more] = account.memberships;
  const organizationId = body.organization_id ?? (more.length === 0 ? only?.organizationId : undefined);
  prepare(organizationId ?? project.id);
  const [organization, rehashed] = await Promise.all([
    organizationId ? getOrganization(organizationId, { eventual: true }) : undefined,
    outdated ? hashPassword(body.password) : undefined,
    giveBack(call, guess.value),
  ]);
  const minted = await mintSession(call, {
    sessionId: newId('session', now),
    account,
    organizationId,
    organization,
    proof: proofBy({ method: 'password' }, now),
    consumes: [password.failures > 0 || rehashed ? acceptPassword(password, rehashed) : holdPassword(password)],
    changes: [],
    events: [],
    credentialId: undefined,
    hints: { attempts: password.failures + 1, password: lookUpBreached(normalize(body.password)) },
  });
  return minted.ok ? ok({ status: 200, body: minted.value }) : minted;
});
