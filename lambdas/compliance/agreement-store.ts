/** How agreements are stored: in one collection for each project, few, and read with one strongly consistent Query. */
import { getRow, queryAllRows, type Row } from '../shared/aws/dynamodb.ts';
import { type Change, check, insert, update } from '../shared/change.ts';
import { agreementKey, agreementsPk } from '../shared/table.ts';
import type { Agreement, Announcement } from './agreement.ts';

const fromRow = (row: Row): Agreement => ({
  id: row.id as string,
  projectId: row.project_id as string,
  counterparty: row.counterparty as string,
  kind: row.kind as Agreement['kind'],
  signedOn: row.signed_on as string,
  effectiveOn: row.effective_on as string,
  expiresOn: row.expires_on as string | undefined,
  documentSha256: row.document_sha256 as string,
  services: row.services as string[],
  permitsPreset: row.permits_preset as boolean,
  noticeDays: row.notice_days as number,
  engagedOn: row.engaged_on as string | undefined,
  withoutNotice: row.without_notice as Agreement['withoutNotice'],
  recordedBy: row.recorded_by as Agreement['recordedBy'],
  recordedAt: row.recorded_at as string,
  endsOn: row.ends_on as string | undefined,
  replacedBy: row.replaced_by as string | undefined,
  reminded: row.reminded as number | undefined,
  announcement: row.announcement as Announcement | undefined,
  contact: row.contact as Uint8Array | undefined,
  version: row.version as number,
});

export async function getAgreement(projectId: string, id: string): Promise<Agreement | undefined> {
  const row = await getRow('IDENTITY_TABLE', agreementKey(projectId, id));
  return row && fromRow(row);
}

/** Oldest first, also those that are over. */
export async function listAgreements(projectId: string): Promise<Agreement[]> {
  return (await queryAllRows('IDENTITY_TABLE', agreementsPk(projectId))).map(fromRow);
}

export const insertAgreement = (agreement: Agreement): Change<'conflict'> =>
  insert(
    {
      ...agreementKey(agreement.projectId, agreement.id),
      id: agreement.id,
      project_id: agreement.projectId,
      counterparty: agreement.counterparty,
      kind: agreement.kind,
      signed_on: agreement.signedOn,
      effective_on: agreement.effectiveOn,
      expires_on: agreement.expiresOn,
      document_sha256: agreement.documentSha256,
      services: agreement.services,
      permits_preset: agreement.permitsPreset,
      notice_days: agreement.noticeDays,
      engaged_on: agreement.engagedOn,
      without_notice: agreement.withoutNotice,
      recorded_by: agreement.recordedBy,
      recorded_at: agreement.recordedAt,
      announcement: agreement.announcement,
      contact: agreement.contact,
      version: agreement.version,
    },
    'conflict',
  );

const change = ({ projectId, id, version }: Agreement, members: Row): Change<'conflict'> =>
  update(agreementKey(projectId, id), { ...members, version: version + 1 }, { version }, 'conflict');

export const noteEnd = (before: Agreement, { endsOn, announcement }: Agreement): Change<'conflict'> =>
  change(before, { ends_on: endsOn, ...(announcement && { announcement }) });

export const noteSuccessor = (before: Agreement, replacedBy: string): Change<'conflict'> =>
  change(before, { replaced_by: replacedBy });

export const noteReminder = (before: Agreement, reminded: number): Change<'conflict'> => change(before, { reminded });

export const noteAnnouncement = (before: Agreement, announcement: Announcement): Change<'conflict'> =>
  change(before, { announcement });

/** Fails when the agreement is another one than was read. */
export const checkAgreement = ({ projectId, id, version }: Agreement): Change<'conflict'> =>
  check(agreementKey(projectId, id), { version }, 'conflict');
