/** POST /v1/auth/mfa/totp/enroll */
import { renderSVG } from 'uqr';
import { getAccount } from '../../session/account-store.ts';
import { isRecent } from '../../session/recent.ts';
import { acting } from '../../session/request.ts';
import { http } from '../../shared/http.ts';
import { newId } from '../../shared/ids.ts';
import { err, ok } from '../../shared/result.ts';
import { sealSecret } from '../../shared/sealed-secret.ts';
import { newSeed, presentSeed, type Totp } from '../totp.ts';
import { enrollTotp, totpOf } from '../totp-store.ts';
import { enrollTotpContract } from './contract.ts';

/** So that a screen which was photographed at an angle can still be read. */
const QR = { ecc: 'M', border: 4 } as const;

export const handler = http(enrollTotpContract, async ({ principal, project, now, commit }) => {
  if (!isRecent(principal.loaded.session.authTimeMs, now)) return err('recent_authentication_required');
  const account = await getAccount(project.id, principal.userId);
  if (!account) return err('not_found');
  const before = totpOf(account);
  if (before?.status === 'active') return err('already_enrolled');

  const id = newId('credential', now);
  const seed = newSeed();
  const totp: Totp = {
    id,
    userId: account.user.id,
    status: 'pending',
    sealed: await sealSecret(seed, project, { kind: 'totp', recordId: id }),
    counter: 0,
    createdAt: now.toISOString(),
    confirmedAt: undefined,
  };
  const committed = await commit([enrollTotp(totp, before)], {
    type: 'totp.enrolled',
    organizationId: principal.organizationId,
    target: { type: 'credential', id },
    subjects: acting(account),
  });
  if (!committed.ok) return committed;
  const { secret, uri } = presentSeed(seed, project.name, account.user.email);
  return ok({ status: 200, body: { secret, otpauth_uri: uri, qr_svg: renderSVG(uri, QR) } });
});
