/** What the steps of signing in share: the request as they see it, and the person in its events. */
import type { EventType } from '../audit/catalogue.ts';
import type { Project } from '../project/project.ts';
import type { Call } from '../shared/contract.ts';
import type { Auth } from '../shared/principal.ts';
import type { Account } from './account-store.ts';

/** What signing in needs of the request. */
export type Request = Pick<
  Call<Auth, unknown, unknown, unknown, EventType>,
  'commit' | 'prepare' | 'request' | 'now'
> & {
  readonly project: Project;
};

/** The person in an event that somebody else causes. */
export const concerning = ({ user, wrappedKey }: Pick<Account, 'wrappedKey'> & { user: { id: string } }) =>
  wrappedKey ? [{ id: user.id, wrappedKey }] : [];

/** The person in an event, as the one who acts. */
export const acting = ({ user, wrappedKey }: Pick<Account, 'wrappedKey'> & { user: { id: string } }) =>
  wrappedKey ? [{ id: user.id, wrappedKey, acting: true }] : [];
