/** What outlives other rows of a person and lies elsewhere: memberships that are over, and recoveries, found from the project. */
import type { Recovery } from '../recovery/recovery.ts';
import { listRecoveries } from '../recovery/recovery-store.ts';
import { queryAllRows } from '../shared/aws/dynamodb.ts';
import { formerMembershipsPk } from '../shared/table.ts';

export interface FormerMembership {
  readonly id: string;
  readonly organization_id: string;
  readonly status: 'ended';
}

export async function formerMembershipsOf(userId: string): Promise<FormerMembership[]> {
  const rows = await queryAllRows('IDENTITY_TABLE', formerMembershipsPk(userId));
  return rows.map(({ sk, organization_id }) => ({
    id: String(sk),
    organization_id: organization_id as string,
    status: 'ended',
  }));
}

const PAGE = 500;

/**
 * Nobody's recoveries are many, and those of a project are few beside its users: the whole list is read. Where it is very
 * long, that takes longer than anybody waits.
 * @param until as `performance.now()` tells it; `undefined` where the list has no end by then.
 */
export async function recoveriesBefore(
  until: number,
  projectId: string,
  userId: string,
  pageSize = PAGE,
): Promise<Recovery[] | undefined> {
  const found: Recovery[] = [];
  for (let before: string | undefined; performance.now() <= until; ) {
    const page = await listRecoveries(projectId, before, pageSize);
    found.push(...page.filter((one) => one.userId === userId));
    before = page.at(-1)?.id;
    if (page.length < pageSize) return found;
  }
  return undefined;
}

/** However long it takes. */
export const recoveriesOf = async (projectId: string, userId: string): Promise<Recovery[]> =>
  (await recoveriesBefore(Number.POSITIVE_INFINITY, projectId, userId)) ?? [];
