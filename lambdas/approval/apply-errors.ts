/** Why what was asked for cannot become true any more when the last person agrees. */
export const APPLY_ERRORS = [
  'conflict',
  'roles_incompatible',
  'not_enrolled',
  'user_disabled',
  'too_few_operators',
  'still_operator',
  'under_hold',
  'agreement_required',
  'no_signing_key_left',
  'signing_key_not_in_use',
] as const;
export type ApplyError = (typeof APPLY_ERRORS)[number];
