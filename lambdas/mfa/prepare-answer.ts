/** What a person needs before they can answer by this means; for what they have in hand, nothing. */
import type { Method } from '../organization/policy.ts';
import { sendCode } from '../otp/send-code.ts';
import { CEREMONY_MS } from '../passkey/passkey.ts';
import type { Project } from '../project/project.ts';
import type { Request } from '../session/request.ts';
import type { Refused } from '../shared/errors.ts';
import { ok, type Result } from '../shared/result.ts';
import { webauthnChallenge } from './answer-passkey.ts';
import type { Opened } from './open-step-up.ts';

/** They have proven one factor, so the ids of their passkeys are no secret to them (WebAuthn L3 §14.6.3). */
async function passkeyOptions({ relyingPartyId }: Project, { account, challenge }: Opened) {
  return {
    challenge: await webauthnChallenge(challenge.hash),
    rpId: relyingPartyId,
    timeout: CEREMONY_MS,
    userVerification: 'required' as const,
    allowCredentials: account.passkeys
      .filter(({ status }) => status === 'active')
      .map(({ credentialId, transports }) => ({
        type: 'public-key' as const,
        id: credentialId,
        transports: [...transports],
      })),
  };
}

interface Prepared {
  readonly options?: Awaited<ReturnType<typeof passkeyOptions>>;
  readonly destination?: string;
}

export async function prepareAnswer(
  request: Request,
  opened: Opened,
  method: Method,
): Promise<Result<Prepared, 'conflict' | 'not_enrolled' | Refused<'rate_limited'>>> {
  if (method === 'passkey') return ok({ options: await passkeyOptions(request.project, opened) });
  if (method !== 'sms' && method !== 'otp') return ok({});
  const sent = await sendCode(request, opened.account, opened.challenge.hash, method);
  return sent.ok ? ok({ destination: sent.value }) : sent;
}
