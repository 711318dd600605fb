/** The project that a secret key or an operator belongs to. */
import { defineContract } from '../../shared/contract.ts';
import { projectSchema } from '../project-schema.ts';

export const getProjectContract = defineContract({
  summary: 'Get the project of the secret key or operator',
  auth: ['secret_key', 'operator'],
  scopes: ['projects:read'],
  replies: { 200: projectSchema },
  errors: [],
  events: [],
});
