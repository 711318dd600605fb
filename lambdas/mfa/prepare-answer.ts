/** What a person needs before they can answer by this means; for what they have in hand, nothing. */
import type { Method } from '../organization/policy.ts';
import { CEREMONY_MS } from '../passkey/passkey.ts';
import type { Project } from '../project/project.ts';
import type { Request } from '../session/request.ts';
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
): Promise<Result<Prepared, 'conflict'>> {
  if (method === 'passkey') return ok({ options: await passkeyOptions(request.project, opened) });
  return ok({});
}
