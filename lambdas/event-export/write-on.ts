/** Writes an export on from where it is, while there is time. What was written is never written again. */

import type { JsonObject } from '../audit/block.ts';
import { readCursor } from '../audit/event-query.ts';
import { presentEvent } from '../audit/event-view.ts';
import { filterOf } from '../audit/filter-schema.ts';
import { searchEvents } from '../audit/search-events.ts';
import { subjectKeysFor } from '../audit/subject-keys.ts';
import type { Project } from '../project/project.ts';
import { variable } from '../shared/environment.ts';
import { type EventExport, type EventsFile, PART_BYTES, type Written } from './event-export.ts';
import { filterAsked } from './event-export-schema.ts';
import { addPart, beginFile, readRest, saveRest, saveWritten } from './export-file-store.ts';
import { headOf, lineOf } from './export-format.ts';

const PAGE = 100;

interface Text {
  readonly text: string;
  /** For the next page. */
  readonly state?: JsonObject | undefined;
}
interface Page extends Text {
  readonly events: number;
  /** The event after which the next page begins; `undefined` for the last one. */
  readonly after?: string | undefined;
}

/** What a file is made of: asked for again after a run that broke off, it gives the same. */
export interface Source {
  head(): Promise<Text>;
  page(after: string | undefined, state: JsonObject | undefined): Promise<Page>;
}

/** The events of a filter, up to when they were asked for. */
export const eventsSource = (one: EventsFile, project: Project): Source => ({
  head: async () => ({ text: headOf(one.format) }),
  async page(after) {
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
    return { text: lines.join(''), events: lines.length, after: found.after && readCursor(found.after) };
  },
});

async function begin(one: EventExport, source: Source): Promise<{ written: Written; text: string }> {
  const { text, state } = await source.head();
  return { written: { uploadId: await beginFile(one), parts: [], events: 0, ended: false, state }, text };
}

/** @param before what was written until now; `undefined` for an export that nobody began. */
export async function writeOn(
  one: EventExport,
  source: Source,
  before: Written | undefined,
  timeLeft: () => boolean,
): Promise<Written> {
  const begun = before ? { written: before, text: '' } : await begin(one, source);
  let { written } = begun;
  let buffer: Uint8Array[] = [Buffer.from(begun.text)];
  if (written.rest) buffer = [(await readRest(one, written.rest)) ?? Buffer.alloc(0)];
  let bytes = buffer.reduce((sum, { length }) => sum + length, 0);
  while (!written.ended) {
    if (!timeLeft()) {
      written = { ...written, rest: await saveRest(one, written.events, Buffer.concat(buffer)) };
      break;
    }
    const { text, events, after, state } = await source.page(written.after, written.state);
    buffer.push(Buffer.from(text));
    bytes += buffer.at(-1)?.length ?? 0;
    const ended = after === undefined;
    written = { ...written, events: written.events + events, after, ended, state };
    if (bytes < PART_BYTES && !ended) continue;
    written = { ...written, parts: await addPart(one, written, Buffer.concat(buffer)), rest: undefined };
    [buffer, bytes] = [[], 0];
    await saveWritten(one, written);
  }
  await saveWritten(one, written);
  return written;
}
