/**
 * Answers a search of the log: ids from the search index, and besides them what is not in it yet. Each event is read at
 * its place, in the table or in the archive, so an answer is as true as the log and not as the index.
 */
import { archivedEvents } from './archived-event-store.ts';
import { BEHIND_ALL, cursorAt, cursorOf, type EventRecord, firstIdOf } from './event-query.ts';
import { readPlaces } from './event-store.ts';
import { type Allowance, anyOf, type Cursor, nextOnAll, type Posting, readAhead } from './intersect.ts';
import { groupsOf, matches, type SearchFilter } from './search-lists.ts';
import { readAllEvents, readList } from './search-store.ts';
import { type TailPage, tailOf } from './tail.ts';

export interface Search extends SearchFilter {
  readonly projectId: string;
  /** The event after which to go on. */
  readonly after: string | undefined;
  readonly limit: number;
}

export interface Found {
  readonly records: readonly EventRecord[];
  /** Where the next page begins; `undefined` when there is none. */
  readonly after: string | undefined;
}

/** Entries of lists that one request reads at most, and events that it reads beyond those it shows. */
const ALLOWANCE = 2_000;
const LOADED_MOST = 1_000;
/** Of the tail: where it is long, because nothing is indexed for a while, a page of few events ends after this many. */
const LOOK_AT_SOME = 1_000;
const LOOK_AT_MOST = 10_000;

interface Part {
  readonly records: readonly EventRecord[];
  /** Everything that sorts behind the bound was looked at; absent where all was. */
  readonly bound?: string | undefined;
}

async function collectTail(pages: AsyncIterable<TailPage>, search: Search): Promise<Part> {
  const records: EventRecord[] = [];
  let looked = 0;
  for await (const page of pages) {
    records.push(...page.records.filter((record) => matches(record, search)));
    looked += page.looked;
    if (records.length > search.limit) return { records, bound: page.edge };
    if (looked >= (records.length > 0 ? LOOK_AT_SOME : LOOK_AT_MOST)) return { records, bound: page.edge };
  }
  return { records };
}

function listsFor(search: Search, allowance: Allowance): Cursor[] {
  const { projectId, limit } = search;
  const size = (lists: number) => Math.ceil(((limit + 1) / lists) * (lists > 1 ? 2 : 1));
  const groups = groupsOf(search);
  if (groups.length === 0) {
    const all = readAllEvents(projectId, allowance);
    return [anyOf(all.map((read) => readAhead(read, size(all.length))))];
  }
  return groups.map((group) =>
    anyOf(group.map((list) => readAhead(readList(projectId, list, allowance), size(group.length)))),
  );
}

/** The events of these places that are what is asked for; one that was removed from the table comes from the archive. */
async function load(places: readonly Posting[], search: Search, archived: ReturnType<typeof archivedEvents>) {
  const rows = await readPlaces(places);
  const records = await Promise.all(
    places.map(async (place, i) => (rows[i] === 'gone' ? archived(place) : (rows[i] as EventRecord | undefined))),
  );
  return records.flatMap((record, i) =>
    record && record.id === places[i]?.id && matches(record, search) ? [record] : [],
  );
}

async function collectIndexed(search: Search, below: string, from: string): Promise<Part> {
  const allowance = { left: ALLOWANCE };
  const lists = listsFor(search, allowance);
  const archived = archivedEvents();
  const records: EventRecord[] = [];
  let bound = below;
  for (let loaded = 0; loaded < LOADED_MOST && records.length <= search.limit; ) {
    const places: Posting[] = [];
    let last: { found?: Posting; below?: string } | undefined;
    while (places.length <= search.limit - records.length) {
      last = await nextOnAll(lists, bound, allowance);
      if (!last.found || last.found.id < from) break;
      places.push(last.found);
      bound = last.found.id;
    }
    records.push(...(await load(places, search, archived)));
    loaded += places.length;
    if (last?.below !== undefined) return { records, bound: last.below };
    if (!last?.found || last.found.id < from) return { records };
  }
  return { records, bound };
}

const newestFirst = (a: EventRecord, b: EventRecord): number => (a.id < b.id ? 1 : -1);
const later = (a: string, b: string): string => (a > b ? a : b);

export async function searchEvents(search: Search): Promise<Found> {
  const { projectId, organizationId, startMs, endMs, limit } = search;
  const end = Number.isFinite(endMs) ? firstIdOf(endMs + 1) : BEHIND_ALL;
  const below = search.after !== undefined && search.after < end ? search.after : end;
  const from = firstIdOf(startMs);
  const round = search.types.length > 0 ? LOOK_AT_SOME : limit + 1;

  // The tail first: what is indexed meanwhile is found in the index then, and in no case by neither.
  const tail = await collectTail(tailOf({ projectId, organizationId, below, from }, round), search);
  const enough = tail.records.length > limit ? (tail.records[limit]?.id ?? from) : from;
  const indexed = await collectIndexed(search, below, later(enough, tail.bound ?? from));

  const bound = [tail.bound, indexed.bound].reduce((a, b) => (a === undefined ? b : b === undefined ? a : later(a, b)));
  const byId = new Map([...tail.records, ...indexed.records].map((record) => [record.id, record]));
  const all = [...byId.values()].sort(newestFirst).filter(({ id }) => bound === undefined || id >= bound);
  const records = all.slice(0, limit);
  const last = records.at(-1);
  if (all.length > limit && last) return { records, after: cursorOf(last) };
  return { records, after: bound === undefined || bound <= from ? undefined : cursorAt(bound) };
}
