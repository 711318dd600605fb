/** GET /v1/auth/sign-in-options */
import type { Method } from '../../organization/policy.ts';
import { http } from '../../shared/http.ts';
import { ok } from '../../shared/result.ts';
import { getSignInOptionsContract } from './contract.ts';

/** By which a sign-in can begin; the others answer challenges. An organization may allow fewer. */
const FIRST: readonly Method[] = ['passkey', 'otp', 'magic_link', 'password'];

export const handler = http(getSignInOptionsContract, async ({ project }) => {
  const { disabled_methods } = project.policy;
  const methods = FIRST.filter((method) => !disabled_methods.includes(method)).filter(
    (method) => method !== 'password' || project.settings.passwords === 'on',
  );
  return ok({ status: 200, body: { name: project.relyingPartyName, methods } });
});
