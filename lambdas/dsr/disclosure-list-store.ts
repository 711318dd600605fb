/** How a project's list of disclosures is stored: one row, and every version in the log. */
import { getRow } from '../shared/aws/dynamodb.ts';
import { type Change, insert, update } from '../shared/change.ts';
import { variable } from '../shared/environment.ts';
import { disclosureListKey } from '../shared/table.ts';
import { type DisclosureList, listFacts, listOfDeployment } from './disclosure-list.ts';

/** Needs the access `disclosures:know`. */
export async function getDisclosureList(projectId: string): Promise<DisclosureList> {
  const row = await getRow('IDENTITY_TABLE', disclosureListKey(projectId));
  if (!row) return listOfDeployment(variable('AUTHIO_HIPAA_DISCLOSURE_ACTIONS'));
  return {
    version: row.version as number,
    source: 'project',
    actions: row.actions as DisclosureList['actions'],
    exceptPurposes: row.except_purposes as string[],
  };
}

/** In place of the version before, and of no other. */
export const putDisclosureList = (projectId: string, list: DisclosureList): Change<'conflict'> => {
  const row = { ...listFacts(list), version: list.version };
  return list.version === 1
    ? insert({ ...disclosureListKey(projectId), ...row }, 'conflict')
    : update(disclosureListKey(projectId), row, { version: list.version - 1 }, 'conflict');
};
