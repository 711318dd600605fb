/** The wire form of sessions in lists: for their owner, and for who manages the project. */
import * as z from 'zod/mini';
import type { UserPrincipal } from '../shared/principal.ts';
import { id, time } from '../shared/vocabulary.ts';
import { deviceOf, KINDS } from './device.ts';
import type { Session } from './session.ts';

export const sessionSchema = z.object({
  id: id('session'),
  organization_id: z.nullable(id('organization')),
  method: z.string(),
  /** Every way that was used to prove who it is. */
  factors: z.array(z.string()),
  device: z.object({
    browser: z.nullable(z.string()),
    system: z.nullable(z.string()),
    kind: z.nullable(z.enum(KINDS)),
  }),
  created_at: time,
  last_active_at: time,
  /** Where an operator acts as the user: who. */
  impersonator_user_id: z.nullable(id('user')),
});

/** Where somebody was is told to them alone. */
export const ownSessionSchema = z.object({
  ...sessionSchema.shape,
  user_agent: z.nullable(z.string()),
  /** The block of the network that it was made from, such as `203.0.113.0/24`. */
  network: z.nullable(z.string()),
  current: z.boolean(),
});

export const presentSession = (session: Session): z.input<typeof sessionSchema> => ({
  id: session.id,
  organization_id: session.organizationId ?? null,
  method: session.method,
  factors: [...session.factors],
  device: deviceOf(session.userAgent),
  created_at: new Date(session.createdAtMs).toISOString(),
  last_active_at: new Date(session.lastActiveAtMs).toISOString(),
  impersonator_user_id: session.impersonation?.by ?? null,
});

/** An operator who acts as the user sees no more than who manages the project. */
export function presentOwnSession(
  session: Session,
  { sessionId, grant }: Pick<UserPrincipal, 'sessionId' | 'grant'>,
): z.input<typeof ownSessionSchema> {
  const { userAgent, network } = grant ? {} : session;
  return {
    ...presentSession(session),
    user_agent: userAgent ?? null,
    network: network ?? null,
    current: session.id === sessionId,
  };
}
