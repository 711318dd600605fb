/** The last recovery of the signed-in person's account, which they can stop: they may not be the one who asked for it. */
import { defineContract } from '../../shared/contract.ts';
import { ownRecoverySchema } from '../recovery-schema.ts';

export const getMyRecoveryContract = defineContract({
  summary: 'Read the last recovery of the own account',
  auth: ['user'],
  impersonation: 'read',
  replies: { 200: ownRecoverySchema },
  errors: ['not_found'],
  events: [],
});
