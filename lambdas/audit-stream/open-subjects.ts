/** What sealed blocks of entries say, for a stream that carries personal content. */
import { type JsonObject, openBlock } from '../audit/block.ts';
import { parseLeaf } from '../audit/leaf.ts';
import { subjectKeysFor } from '../audit/subject-keys.ts';
import type { SegmentLine } from '../log/segment.ts';
import type { Project } from '../project/project.ts';
import type { Opened } from './ocsf.ts';

/** By index; a subject whose key was destroyed has no content any more. */
export async function openSubjects(project: Project, lines: readonly SegmentLine[]): Promise<Map<number, Opened>> {
  const records = lines.map(({ index, leaf, blocks = {} }) => ({
    index,
    id: parseLeaf(leaf)?.id ?? '',
    blocks: Object.fromEntries(Object.entries(blocks).map(([id, sealed]) => [id, Buffer.from(sealed, 'base64url')])),
  }));
  const keys = await subjectKeysFor(project, records);
  const open = (id: string, subject: string, sealed: Uint8Array): JsonObject | undefined => {
    const key = keys.get(subject);
    try {
      return key && (JSON.parse(openBlock(sealed, key, id, subject)) as JsonObject);
    } catch {
      return undefined;
    }
  };
  return new Map(
    records.map(({ index, id, blocks }) => [
      index,
      new Map(Object.entries(blocks).map(([subject, sealed]) => [subject, open(id, subject, sealed)])),
    ]),
  );
}
