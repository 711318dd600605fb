/** What the deployer's CLI sends to make an operator, and what it gets back. */
import * as z from 'zod/mini';
import { email, id, text } from '../../shared/vocabulary.ts';
import type { Role } from '../operator.ts';
import { rolesSchema } from '../operator-schema.ts';

export const addOperatorRequest = z.strictObject({
  project_id: id('project'),
  /** Of a user of the project who has a passkey. */
  email,
  /** Beside those that the person has. */
  roles: rolesSchema,
  /** The caller's ARN as its tool knows it, for the audit event; Lambda does not tell who invoked, CloudTrail does. */
  operator: text(256),
});

export interface AddOperatorAnswer {
  readonly user_id: string;
  readonly roles: readonly Role[];
}
