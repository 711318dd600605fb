/**
 * Locks the accounts of an organization or of a project, page after page in the order of their ids. Each page is one
 * transaction with an event for each account, and with how far the walk is: whoever goes on begins behind it.
 */
import { listMembers } from '../membership/membership-store.ts';
import { getOperator } from '../operator/operator-store.ts';
import { getOrganizationOf } from '../organization/organization-store.ts';
import type { Project } from '../project/project.ts';
import { err, ok, type Result } from '../shared/result.ts';
import { getUserWithKey, listUsers } from '../user/user-store.ts';
import type { Step } from './containment.ts';
import type { Deed } from './deed.ts';
import { lockDeed } from './measures.ts';

/** Two statements each, of the hundred that a transaction takes. */
const ACCOUNTS_AT_ONCE = 25;

export interface LockedPage extends Deed {
  /** The last one who was looked at; absent where nobody is left. */
  readonly cursor: string | undefined;
  readonly spared: number;
}

interface Listed {
  readonly userId: string;
  readonly cursor: string;
}

async function pageOf({ target, cursor }: Step, project: Project): Promise<Listed[] | undefined> {
  if (target.type === 'project')
    return (await listUsers(project.id, cursor, ACCOUNTS_AT_ONCE)).map(({ id }) => ({ userId: id, cursor: id }));
  if (!(await getOrganizationOf(project.id, target.id))) return undefined;
  return (await listMembers(target.id, cursor, ACCOUNTS_AT_ONCE)).map(({ id, userId }) => ({ userId, cursor: id }));
}

/** Operators are spared: among them are those who contain the breach. They are locked by name. */
export async function lockPage(step: Step, project: Project, now: Date): Promise<Result<LockedPage, 'not_found'>> {
  const listed = await pageOf(step, project);
  if (!listed) return err('not_found');
  const looked = await Promise.all(
    listed.map(async ({ userId }) => {
      const [found, operator] = await Promise.all([getUserWithKey(project.id, userId), getOperator(userId)]);
      if (operator) return 'spared' as const;
      return found && lockDeed(found, now);
    }),
  );
  const deeds = looked.filter((deed) => deed !== undefined && deed !== 'spared');
  return ok({
    changes: deeds.flatMap(({ changes }) => changes),
    events: deeds.flatMap(({ events }) => events),
    count: deeds.reduce((sum, { count }) => sum + count, 0),
    spared: looked.filter((deed) => deed === 'spared').length,
    cursor: listed.length < ACCOUNTS_AT_ONCE ? undefined : listed.at(-1)?.cursor,
  });
}
