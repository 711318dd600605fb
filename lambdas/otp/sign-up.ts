/**
 * Signs up whoever has shown that a mailbox is theirs, where the project lets strangers in that way (`sign_up: verified`).
 * Nobody learns from it whether an address is known: the code goes to whoever reads the mailbox, and only they see
 * whether it opened an account or made one (security.md, row 1).
 */
import { newSubjectKey } from '../audit/subject-key.ts';
import type { Project } from '../project/project.ts';
import { getDataKey } from '../project/project-store.ts';
import type { Envelope } from '../session/issue-tokens.ts';
import type { MintError } from '../session/mint-errors.ts';
import { mintSession } from '../session/mint-session.ts';
import type { Request } from '../session/request.ts';
import { proofBy } from '../session/step-up.ts';
import type { Refused } from '../shared/errors.ts';
import { newId } from '../shared/ids.ts';
import { err, type Result } from '../shared/result.ts';
import { openSecret, sealSecret } from '../shared/sealed-secret.ts';
import { createUser, personalData } from '../user/user.ts';
import { insertUser } from '../user/user-store.ts';
import { useCode } from './code-store.ts';
import type { Destination, OneTimeCode } from './otp.ts';

/** Whether a code to this address may make an account. */
export const maySignUp = ({ signUp }: Pick<Project, 'signUp'>, { by, channel }: Destination): boolean =>
  signUp === 'verified' && by === 'email' && channel === 'email';

const sealedFor = (recordId: string) => ({ kind: 'typed_address', recordId }) as const;

/** The address as it was typed, for the row of its code: kept for known and unknown addresses alike. */
export const sealAddress = (project: Project, hash: string, address: string): Promise<Uint8Array> =>
  sealSecret(Buffer.from(address), project, sealedFor(hash));

export async function signUp(
  call: Request,
  code: OneTimeCode & { readonly sealedAddress: Uint8Array; readonly sessionId: string },
): Promise<Result<Envelope, MintError | Refused<'step_up_required'>>> {
  const { project, now, prepare } = call;
  prepare(project.id);
  const email = (await openSecret(code.sealedAddress, project, sealedFor(code.hash))).toString('utf8');
  const user = createUser({ email, emailVerified: true, selfRegistered: true }, newId('user', now), project.id, now);
  const wrappedKey = newSubjectKey(await getDataKey(project), user.id);
  const minted = await mintSession<'conflict' | 'email_taken'>(call, {
    sessionId: code.sessionId,
    account: {
      user: { ...user, emailHash: code.address, memberships: 0 },
      wrappedKey,
      memberships: [],
      passkeys: [],
      rows: [],
    },
    organizationId: undefined,
    organization: undefined,
    proof: proofBy({ method: 'otp' }, now),
    consumes: [useCode(code)],
    changes: insertUser(user, code.address, wrappedKey),
    events: [
      {
        type: 'user.created',
        target: { type: 'user', id: user.id },
        detail: { via: 'otp' },
        subjects: [{ id: user.id, wrappedKey, acting: true, content: { after: personalData(user) } }],
      },
    ],
    credentialId: undefined,
    newcomer: true,
    contended: true,
  });
  if (minted.ok) return minted;
  // Somebody has the address meanwhile: then it is theirs that the code opens.
  return minted.error === 'email_taken' ? err('conflict') : err(minted.error);
}
