/** What a person is told, in plain words. */
import { ApiError } from './api.ts';

const WORDS: Readonly<Record<string, string>> = {
  offline: 'There is no connection. Check your network and try again.',
  'passkey.no_credential': 'This passkey is not known here. Choose another one, or another way to sign in.',
  passkey_verification_failed: 'The passkey could not be checked. Try again.',
  challenge_expired: 'That took too long, or was tried too often. Begin again.',
  invalid_code: 'That code is not right, or is too old. Look for the newest one.',
  invalid_credentials: 'E-mail and password do not fit each other.',
  rate_limited: 'Too many tries. Wait a few minutes.',
  user_disabled: 'This account may not sign in. Ask your administrator.',
  membership_not_found: 'You do not belong to this organization.',
  blocked_by_risk_policy: 'This sign-in looks unusual and was stopped. Ask your administrator.',
  policy_violation_method_disabled: 'Your organization does not allow this way to sign in.',
  policy_violation_sso_required: 'Your organization asks you to sign in with its own sign-in page.',
  policy_violation_mfa_required: 'Your organization asks for a second factor, and you have none yet.',
  policy_violation_passkey_required: 'Your organization asks for a passkey.',
  policy_violation_network: 'Your organization does not allow sign-in from this network.',
  policy_violation_location: 'Your organization does not allow sign-in from here.',
  policy_violation_authenticator: 'Your organization does not allow this kind of passkey.',
  project_required: 'This page was opened without a sign-in request. Go back to your application and begin there.',
  unavailable: 'The service does not answer. Try again in a moment.',
};

/** What the browser says when a prompt was closed, timed out, or not allowed. */
const CANCELLED: readonly string[] = ['NotAllowedError', 'AbortError'];

export function explain(cause: unknown): { readonly words: string; readonly requestId?: string | undefined } {
  if (cause instanceof ApiError)
    return { words: WORDS[cause.code] ?? 'This did not work. Try again.', requestId: cause.requestId };
  const name = cause instanceof Error ? cause.name : '';
  if (CANCELLED.includes(name)) return { words: 'The prompt was closed. Nothing was sent.' };
  return { words: 'This did not work in this browser. Try another way to sign in.' };
}

/** How a method is offered as an answer to a challenge, and what its code is. */
export const OFFERS: Readonly<Record<string, { readonly button: string; readonly ask: string }>> = {
  passkey: { button: 'Use a passkey', ask: '' },
  totp: { button: 'Use an authenticator app', ask: 'Enter the six digits that your authenticator app shows.' },
  sms: { button: 'Send a code to my phone', ask: 'Enter the code that was sent to your phone.' },
  otp: { button: 'Send a code to my e-mail', ask: 'Enter the code that was sent to your e-mail address.' },
  recovery: { button: 'Use a recovery code', ask: 'Enter one of your recovery codes. It works once.' },
};
