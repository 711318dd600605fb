/** Which events an accounting of disclosures is made of. */
import { defineContract } from '../../shared/contract.ts';
import { listSchema } from '../disclosure-list-schema.ts';

export const getDisclosureActionsContract = defineContract({
  summary: 'Get the events that count as disclosures of protected health information',
  auth: ['secret_key', 'operator'],
  scopes: ['dsr:read'],
  access: ['disclosures:know'],
  replies: { 200: listSchema },
  errors: [],
  events: [],
});
