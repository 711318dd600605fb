/** What turning the preset on changes for those who sign in to each organization. */
import { listOrganizations } from '../organization/organization-store.ts';
import { page, probe } from '../shared/page.ts';
import { type Difference, type Guarded, organizationDifference } from './preset.ts';

const PAGE = 100;
/** So many are shown; all are counted. */
const SHOWN = 100;

interface Differences {
  readonly organizations: { readonly organization_id: string; readonly changes: Difference[] }[];
  readonly organizations_changed: number;
  readonly organizations_checked: number;
}

export async function organizationDifferences(
  before: Guarded & { readonly id: string },
  after: Guarded,
): Promise<Differences> {
  const organizations: Differences['organizations'] = [];
  let [changed, checked] = [0, 0];
  for (let cursor: string | undefined; ; ) {
    const { items, next } = page(await listOrganizations(before.id, cursor, probe(PAGE)), PAGE);
    checked += items.length;
    for (const { id, policy } of items) {
      const changes = organizationDifference(before, after, policy);
      if (changes.length > 0 && ++changed <= SHOWN) organizations.push({ organization_id: id, changes });
    }
    if (next === undefined) return { organizations, organizations_changed: changed, organizations_checked: checked };
    cursor = next;
  }
}
