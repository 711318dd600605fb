/** The wire form of a user (api.md). Name and phone are left out where there are none. */
import * as z from 'zod/mini';
import { email, id, metadata, text, time } from '../shared/vocabulary.ts';
import { STATUSES, type User } from './user.ts';

export const userName = text(200);
export const phone = z.e164();
export const status = z.enum(STATUSES);

const members = {
  id: id('user'),
  project_id: id('project'),
  email,
  name: z.optional(z.string()),
  phone: z.optional(z.string()),
  status,
  email_verified: z.boolean(),
  metadata,
  created_at: time,
  updated_at: time,
};
export const userSchema = z.object(members);
/** What creation answers for an e-mail that is known already. */
export const existingUserSchema = z.object({ ...members, existed: z.literal(true) });

export const presentUser = (user: User) => ({
  id: user.id,
  project_id: user.projectId,
  email: user.email,
  name: user.name,
  phone: user.phone,
  status: user.status,
  email_verified: user.emailVerified,
  metadata: { ...user.metadata },
  created_at: user.createdAt,
  updated_at: user.updatedAt,
});
