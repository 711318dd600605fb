/** POST /v1/auth/otp/verify */
import { http } from '../../shared/http.ts';
import { ok } from '../../shared/result.ts';
import { useCode } from '../code-store.ts';
import { findOwner } from '../find-owner.ts';
import { phoneOf } from '../phone-store.ts';
import { signIn } from '../sign-in.ts';
import { withCode } from '../with-code.ts';
import { verifyOtpContract } from './contract.ts';

export const handler = http(verifyOtpContract, async (call) => {
  const { body, project } = call;
  const answer = { flowId: body.flow_id, code: body.code, purpose: 'sign_in' } as const;
  const signedIn = await withCode(call, answer, async (code) => {
    const account = await findOwner(project.id, code);
    // A decoy's code, which nobody was told, or an address that changed hands.
    if (!account || !code.sessionId || (code.channel === 'sms' && !phoneOf(account))) return undefined;
    return signIn(call, {
      account,
      method: code.channel === 'sms' ? 'sms' : 'otp',
      sessionId: code.sessionId,
      organizationId: code.organizationId,
      consumes: [useCode(code)],
      hints: { attempts: code.tries + 1 },
    });
  });
  return signedIn.ok ? ok({ status: 200, body: signedIn.value }) : signedIn;
});
