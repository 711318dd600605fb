/** Failures in plain words: what happened, and what the person can do. */
import { WebAuthnError } from '@simplewebauthn/browser';
import { ApiError } from './api.ts';

const WORDS: Readonly<Record<string, string>> = {
  offline: 'The local cloud does not answer. Is npm start still running?',
  validation_failed: 'Something in the form is missing or wrong. Check the e-mail address.',
  challenge_expired: 'That took too long, or the page sent it twice. Try again.',
  passkey_verification_failed: 'The passkey could not be verified.',
  'passkey.no_credential': 'This passkey is not known here. Register one first.',
  membership_not_found: 'You are not a member of that organization. Choose another one.',
  invalid_refresh_token: 'This session can no longer be refreshed. Sign in again.',
  session_expired: 'This session has ended. Sign in again.',
  unauthenticated: 'This session is not valid any more. Sign in again.',
  policy_violation_session_idle: 'The session ended because nothing happened for a while. Sign in again.',
  policy_violation_session_absolute: 'The session reached its maximum length. Sign in again.',
  not_archived_yet: 'The event is safe, but not yet in a signed checkpoint. Try again in a minute.',
  invalid_credentials: 'The e-mail address or the password is not right.',
  invalid_code: 'The code is not right, or it was used already. Wait for the next one.',
  already_enrolled: 'You have an authenticator app already.',
  rate_limited: 'Too many tries. Wait a moment.',
};

/** A passkey prompt that ended without a passkey; the page cannot learn which of the two it was. */
const CLOSED = 'The passkey prompt was closed, or it timed out. Nothing was changed. Try again.';

export interface Problem {
  readonly words: string;
  readonly requestId: string | undefined;
}

export function explain(cause: unknown): Problem {
  if (cause instanceof ApiError) {
    return { words: WORDS[cause.code] ?? (cause.message || 'Something went wrong.'), requestId: cause.requestId };
  }
  return { words: ceremonyWords(cause), requestId: undefined };
}

function ceremonyWords(cause: unknown): string {
  if (!(cause instanceof Error)) return 'Something went wrong.';
  if (cause instanceof WebAuthnError && cause.code === 'ERROR_AUTHENTICATOR_PREVIOUSLY_REGISTERED') {
    return 'This device holds a passkey for this account already. Sign in with it.';
  }
  if (cause.name === 'NotAllowedError' || cause.name === 'AbortError') return CLOSED;
  if (cause.name === 'SecurityError') return 'Passkeys work at http://localhost only, not at another name or address.';
  return cause.message;
}

/** Whether the session behind the page is over, so that it should show sign-in again. */
export const endsSession = (cause: unknown): boolean =>
  cause instanceof ApiError &&
  /^(invalid_refresh_token|session_expired|unauthenticated|policy_violation_session_\w+)$/.test(cause.code);
