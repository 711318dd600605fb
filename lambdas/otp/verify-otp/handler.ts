/** POST /v1/auth/otp/verify */
import { http } from '../../shared/http.ts';
import { ok } from '../../shared/result.ts';
import { useCode } from '../code-store.ts';
import { findOwner, mayHaveGot } from '../find-owner.ts';
import { signIn } from '../sign-in.ts';
import { signUp } from '../sign-up.ts';
import { withCode } from '../with-code.ts';
import { verifyOtpContract } from './contract.ts';

export const handler = http(verifyOtpContract, async (call) => {
  const { body, project } = call;
  const answer = { flowId: body.flow_id, code: body.code, purpose: 'sign_in' } as const;
  const signedIn = await withCode(call, answer, async (code) => {
    const { sessionId, sealedAddress, channel } = code;
    const account = await findOwner(project.id, code);
    if (!account && sessionId && sealedAddress && project.signUp === 'verified')
      return signUp(call, { ...code, sessionId, sealedAddress });
    // A decoy's code, which nobody was told, or an address that changed hands.
    if (!account || !sessionId || !mayHaveGot(account, code)) return undefined;
    return signIn(call, {
      account,
      method: channel === 'sms' ? 'sms' : 'otp',
      sessionId,
      organizationId: code.organizationId,
      consumes: [useCode(code)],
      hints: { attempts: code.tries + 1 },
    });
  });
  return signedIn.ok ? ok({ status: 200, body: signedIn.value }) : signedIn;
});
