/**
 * One request for each route that writes to the log, which succeeds: what it needs is made first. Whoever wants to see
 * every change once walks this table. Import `world.ts` first.
 */
import type { Table, Wait } from './mutations/asked.ts';
import { ofAccessReviews } from './mutations/of-access-reviews.ts';
import { ofBreachScopes } from './mutations/of-breach-scopes.ts';
import { ofBreaches } from './mutations/of-breaches.ts';
import { ofCompliance } from './mutations/of-compliance.ts';
import { ofPeople } from './mutations/of-people.ts';
import { ofRequests } from './mutations/of-requests.ts';
import { ofServers } from './mutations/of-servers.ts';
import { ofSubjectAccess } from './mutations/of-subject-access.ts';

/** @param wait sets the clock, in minutes after its start. */
export const mutations = (wait: Wait): Table => ({
  ...ofServers,
  ...ofRequests,
  ...ofSubjectAccess,
  ...ofPeople(wait),
  ...ofCompliance,
  ...ofBreaches,
  ...ofBreachScopes,
  ...ofAccessReviews,
});
