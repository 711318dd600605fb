/** What turning the preset on changes for those who sign in to each organization. */
import { listOrganizations } from '../organization/organization-store.ts';
import { page, probe } from '../shared/page.ts';
import { type Difference, type Guarded, organizationDifference } from './preset.ts';

const PAGE = 100;
/** So many are shown; all that are looked at are counted. */
const SHOWN = 100;
/** So many are looked at: the answer is waited for. */
const LOOKED_MOST = 5_000;

interface Differences {
  readonly organizations: { readonly organization_id: string; readonly changes: Difference[] }[];
  readonly organizations_changed: number;
  readonly organizations_checked: number;
  /** False where there are more than were looked at. */
  readonly organizations_complete: boolean;
}

export async function organizationDifferences(
  before: Guarded & { readonly id: string },
  after: Guarded,
  most = LOOKED_MOST,
): Promise<Differences> {
  const organizations: Differences['organizations'] = [];
  let [changed, checked] = [0, 0];
  let cursor: string | undefined;
  do {
    const limit = Math.min(PAGE, most - checked);
    const { items, next } = page(await listOrganizations(before.id, cursor, probe(limit)), limit);
    checked += items.length;
    for (const { id, policy } of items) {
      const changes = organizationDifference(before, after, policy);
      if (changes.length > 0 && ++changed <= SHOWN) organizations.push({ organization_id: id, changes });
    }
    cursor = next;
  } while (cursor !== undefined && checked < most);
  return {
    organizations,
    organizations_changed: changed,
    organizations_checked: checked,
    organizations_complete: cursor === undefined,
  };
}
