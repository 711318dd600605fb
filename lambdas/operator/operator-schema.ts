/** The wire form of an operator. */
import * as z from 'zod/mini';
import { SCOPES } from '../shared/principal.ts';
import { email, id, time } from '../shared/vocabulary.ts';
import type { User } from '../user/user.ts';
import { type Operator, ROLES, scopesOf } from './operator.ts';

export const rolesSchema = z.array(z.enum(ROLES)).check(z.minLength(1), z.maxLength(ROLES.length));

export const operatorSchema = z.object({
  user_id: id('user'),
  email,
  name: z.optional(z.string()),
  roles: z.array(z.enum(ROLES)),
  /** What the roles permit together. */
  permissions: z.array(z.enum(SCOPES)),
  /** Whether they may sign in at all. */
  active: z.boolean(),
  granted_at: time,
});

export const presentOperator = (
  { userId, roles, grantedAt }: Pick<Operator, 'userId' | 'roles' | 'grantedAt'>,
  user: User,
) => ({
  user_id: userId,
  email: user.email,
  name: user.name,
  roles: [...roles],
  permissions: scopesOf(roles),
  active: user.status === 'active',
  granted_at: grantedAt,
});
