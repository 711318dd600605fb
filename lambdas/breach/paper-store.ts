/** How assessments, notices and states of a breach are stored: a row for each version, sealed, never replaced. */

import type { Project } from '../project/project.ts';
import { queryAllRows, type Row } from '../shared/aws/dynamodb.ts';
import { type Change, insert } from '../shared/change.ts';
import { openSecret, sealSecret } from '../shared/sealed-secret.ts';
import { breachPaperKey, breachPapers, breachPk } from '../shared/table.ts';
import type { Paper, PaperKind } from './paper.ts';

type Owner = Pick<Project, 'id' | 'wrappedKey'>;
const sealOf = (breachId: string, kind: PaperKind, number: number) =>
  ({ kind: 'breach_paper', recordId: `${breachId}/${kind}/${number}` }) as const;

async function fromRow(row: Row, breachId: string, kind: PaperKind, project: Owner): Promise<Paper> {
  const number = row.number as number;
  const opened = await openSecret(row.sealed as Uint8Array, project, sealOf(breachId, kind, number));
  const content = JSON.parse(opened.toString('utf8')) as unknown;
  return { breachId, kind, number, by: row.by as Paper['by'], at: row.at as string, content };
}

/** Every version, the first one first. Strongly consistent. @typeParam C what the kind holds. */
export async function listPapers<C>(project: Owner, breachId: string, kind: PaperKind): Promise<Paper<C>[]> {
  const rows = await queryAllRows('IDENTITY_TABLE', breachPk(breachId), { prefix: breachPapers(kind) });
  return (await Promise.all(rows.map((row) => fromRow(row, breachId, kind, project)))) as Paper<C>[];
}

/** Of two with one number, one is kept. */
export async function insertPaper(
  { breachId, kind, number, by, at, content }: Paper,
  project: Owner,
): Promise<Change<'conflict'>> {
  const text = Buffer.from(JSON.stringify(content), 'utf8');
  const sealed = await sealSecret(text, project, sealOf(breachId, kind, number));
  return insert({ ...breachPaperKey(breachId, kind, number), number, by, at, sealed }, 'conflict');
}
