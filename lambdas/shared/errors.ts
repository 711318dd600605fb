/**
 * Every failure a client can see: code → HTTP status and message.
 * The wire carries nothing else; what went wrong inside goes to the log under the same request id.
 */
export const ERRORS = {
  malformed_request: [400, 'The request body is not valid JSON of the expected form.'],
  validation_failed: [400, 'Some members of the request are missing or wrong.'],
  project_required: [400, 'Name the project in the X-Authio-Project header.'],
  unauthenticated: [401, 'Valid credentials are required.'],
  'passkey.no_credential': [401, 'This passkey is not known here.'],
  passkey_verification_failed: [401, 'The passkey could not be verified.'],
  challenge_expired: [401, 'The challenge is unknown, expired or already used. Begin again.'],
  step_up_required: [401, 'One more proof is required. Answer the challenge.'],
  invalid_credentials: [401, 'These credentials are not right.'],
  invalid_code: [401, 'The code is not right, expired or already used.'],
  invalid_grant: [400, 'The code or token is not right, expired or already used.'],
  invalid_scope: [400, 'The client may not ask for this scope.'],
  unsupported_grant_type: [400, 'This grant is not supported here.'],
  method_not_offered: [422, 'The challenge does not accept this means. Choose one that it names.'],
  invalid_client: [401, 'The client is not known, or its secret is not right.'],
  missing_refresh_token: [401, 'A refresh token is required.'],
  invalid_refresh_token: [401, 'The refresh token is not valid.'],
  session_expired: [401, 'The session has ended.'],
  policy_violation_session_idle: [401, 'The session ended after inactivity.'],
  policy_violation_session_absolute: [401, 'The session reached its maximum length.'],
  policy_violation_session_refresh_window: [401, 'The session can no longer be refreshed.'],
  blocked_by_risk_policy: [403, 'This sign-in looks too unlike the person. It was refused.'],
  consent_required: [403, 'The person has not allowed this.'],
  link_opened_elsewhere: [403, 'Open the link in the browser that you asked for it from, or ask for a new one.'],
  impersonation_forbidden: [403, 'This may not be done while acting as another person.'],
  second_person_required: [403, 'This takes another person than the one who asked for it.'],
  password_not_allowed: [403, 'This project does not allow passwords.'],
  forbidden: [403, 'These credentials do not allow this.'],
  user_disabled: [403, 'This user may not sign in.'],
  recent_authentication_required: [
    403,
    'Sign in again first: this asks for a proof that is a few minutes old at most.',
  ],
  sign_up_closed: [403, 'This project does not accept self-registration.'],
  policy_violation_method_disabled: [403, 'The organization does not allow this way of signing in.'],
  policy_violation_sso_required: [403, 'The organization requires single sign-on.'],
  policy_violation_mfa_required: [403, 'The organization requires a second factor.'],
  policy_violation_passkey_required: [403, 'The organization requires a passkey.'],
  policy_violation_authenticator: [403, 'The organization does not allow this authenticator.'],
  policy_violation_network: [403, 'The organization does not allow sign-in from this network.'],
  policy_violation_location: [403, 'The organization does not allow sign-in from this location.'],
  not_found: [404, 'There is no such object.'],
  membership_not_found: [404, 'The user is not a member of this organization.'],
  route_not_found: [404, 'There is no such route.'],
  token_consumed: [410, 'The link was used already, or is too old. Ask for a new one.'],
  last_factor: [409, 'A person keeps at least one way to sign in. Add another one first.'],
  already_enrolled: [409, 'This is enrolled already. Remove it first.'],
  not_enrolled: [409, 'This is not enrolled.'],
  already_decided: [409, 'This was decided already.'],
  not_due_yet: [409, 'This may not be done yet: its delay is not over.'],
  own_access: [403, 'Nobody certifies their own access. Another reviewer decides this.'],
  reviewers_unfit: [422, 'Each reviewer must be an active operator of this project who may decide reviews.'],
  second_reviewer_required: [422, 'A reviewer would have to certify their own access. Name a second one.'],
  review_too_large: [422, 'There is more to review than one review takes.'],
  review_not_open: [409, 'This review is still being collected, or is closed.'],
  review_incomplete: [409, 'Something of this review is not decided, not carried out, or it is not closed.'],
  not_revoked: [409, 'Nobody decided that this is taken away.'],
  roles_incompatible: [422, 'One person may not have all of these roles.'],
  settings_contradictory: [422, 'These settings contradict each other, the preset or the environment.'],
  wrong_state: [409, 'This cannot be done in the state that it is in.'],
  accounting_too_long: [422, 'This is more than one answer takes. Ask for shorter periods, one after the other.'],
  past_due: [409, 'This had to be done before it was due.'],
  agreement_required: [422, 'The preset takes an agreement that is in force and permits it. Record it first.'],
  agreement_contradictory: [422, 'What this agreement says contradicts itself, or what was promised in another.'],
  approval_expired: [409, 'This was not decided in time. Ask for it again.'],
  still_operator: [409, 'This person is an operator. Take their roles away first.'],
  too_few_operators: [409, 'Too few operators would be left who can do this.'],
  password_too_weak: [422, 'This password is too short, too common or contains the name or address. Choose another.'],
  slug_taken: [409, 'An organization with this slug exists.'],
  email_unverified: [
    409,
    'This address was claimed by self-registration and is not verified. Verify or delete the user first.',
  ],
  email_taken: [409, 'A user with this e-mail exists.'],
  organization_not_empty: [409, 'The organization still has members. Remove them first.'],
  conflict: [409, 'The object was changed meanwhile. Read it again and retry.'],
  under_hold: [409, 'A legal hold keeps this. It can be done when the hold is released.'],
  idempotency_conflict: [409, 'This id was used before, for something else.'],
  last_key: [409, 'A project keeps at least one key that can manage keys.'],
  too_large: [413, 'The request is too large.'],
  unsupported_media_type: [415, 'Send application/json.'],
  not_archived_yet: [409, 'The event is committed but not in a signed checkpoint yet. Try again shortly.'],
  export_not_there: [
    409,
    'The file of this export is not there: it is still being written, or was removed after a day.',
  ],
  scope_not_complete: [409, 'Whom the breach reached is not known yet. Scope it, and wait until that is complete.'],
  breach_closed: [409, 'This breach is closed. Reopen it first.'],
  breach_unfinished: [
    409,
    'It cannot be closed with this outcome yet: it is being contained, or what the outcome rests on is not there.',
  ],
  signing_key_not_in_use: [
    409,
    'No key of that name signs, comes next or is still good for what it signed. GET /v1/admin/signing-keys names them.',
  ],
  no_signing_key_left: [409, 'No other signing key is left. Add one to the deployment first.'],
  rate_limited: [429, 'Too many requests.'],
  internal_error: [500, 'Something went wrong on our side. Quote the request id.'],
  unavailable: [503, 'A dependency is not available. Try again shortly.'],
} as const satisfies Record<string, readonly [status: number, message: string]>;

export type ErrorCode = keyof typeof ERRORS;

/** A failure that tells more than its code. */
export interface Refused<E extends ErrorCode = ErrorCode> {
  readonly code: E;
  /** Seconds, for the Retry-After header. */
  readonly retryAfterS?: number;
  /** The challenge that must be answered first. */
  readonly challenge?: {
    readonly challenge_id: string;
    readonly methods: readonly string[];
    readonly expires_at: string;
  };
  /** What is wrong with which member of the request. */
  readonly errors?: readonly { readonly path: string; readonly message: string }[];
}
