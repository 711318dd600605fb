/** Writes an export on from where it is, while there is time. What was written is never written again. */

import { readCursor } from '../audit/event-query.ts';
import { presentEvent } from '../audit/event-view.ts';
import { filterOf } from '../audit/filter-schema.ts';
import { searchEvents } from '../audit/search-events.ts';
import { subjectKeysFor } from '../audit/subject-keys.ts';
import type { Project } from '../project/project.ts';
import { variable } from '../shared/environment.ts';
import { type EventExport, PART_BYTES, type Written } from './event-export.ts';
import { filterAsked } from './event-export-schema.ts';
import { addPart, beginFile, readRest, saveRest, saveWritten } from './export-file-store.ts';
import { headOf, lineOf } from './export-format.ts';

const PAGE = 100;

async function readPage(one: EventExport, project: Project, after: string | undefined) {
  const filter = filterOf(filterAsked(one.filter));
  // What happens after it was asked for is not in it, so that the newest page is the same in each run.
  const endMs = Math.min(filter.endMs, Date.parse(one.createdAt));
  const found = await searchEvents({ ...filter, endMs, projectId: project.id, after, limit: PAGE });
  const keys = await subjectKeysFor(project, found.records);
  const lines = found.records.map((record) =>
    lineOf(
      one.format,
      presentEvent(record, (id) => keys.get(id)),
      variable('ISSUER'),
    ),
  );
  return { lines, after: found.after && readCursor(found.after) };
}

/** @param before what was written until now; `undefined` for an export that nobody began. */
export async function writeOn(
  one: EventExport,
  project: Project,
  before: Written | undefined,
  timeLeft: () => boolean,
): Promise<Written> {
  let written: Written = before ?? {
    uploadId: await beginFile(one),
    parts: [],
    events: 0,
    ended: false,
  };
  let buffer: Uint8Array[] = [Buffer.from(before ? '' : headOf(one.format))];
  if (written.rest) buffer = [(await readRest(one, written.rest)) ?? Buffer.alloc(0)];
  let bytes = buffer.reduce((sum, { length }) => sum + length, 0);
  while (!written.ended) {
    if (!timeLeft()) {
      written = { ...written, rest: await saveRest(one, written.events, Buffer.concat(buffer)) };
      break;
    }
    const { lines, after } = await readPage(one, project, written.after);
    buffer.push(Buffer.from(lines.join('')));
    bytes += buffer.at(-1)?.length ?? 0;
    const ended = after === undefined;
    written = { ...written, events: written.events + lines.length, after, ended };
    if (bytes < PART_BYTES && !ended) continue;
    written = { ...written, parts: await addPart(one, written, Buffer.concat(buffer)), rest: undefined };
    [buffer, bytes] = [[], 0];
    await saveWritten(one, written);
  }
  await saveWritten(one, written);
  return written;
}
