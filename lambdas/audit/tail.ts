/**
 * Events that are committed and not in the search index yet, newest first: what a search shows besides the index, so
 * that it shows an event from the moment on that it was committed. Few, for the index follows within a minute or two.
 */
import { scopeOfLanePk } from '../shared/table.ts';
import { BEHIND_ALL, CLOCK_SLACK_MS, type EventRecord, firstIdOf, timeOfId } from './event-query.ts';
import { hasNewer, organizationEvents, projectPlaces, readPlaces, seqBeyond } from './event-store.ts';
import type { Posting } from './intersect.ts';
import { readCursors, readSearchedBelow, type SearchCursor } from './search-store.ts';

/** Some of the tail: every event of it whose id is `edge` or sorts behind that was given, now or before. */
export interface TailPage {
  readonly records: readonly EventRecord[];
  readonly edge: string;
  /** Ids that were looked at. */
  readonly looked: number;
}

export interface Span {
  readonly projectId: string;
  readonly organizationId?: string | undefined;
  /** Ids before this one, and no older than that one. */
  readonly below: string;
  readonly from: string;
}

const isIndexed = ({ at, seq }: Posting, cursor: SearchCursor | undefined): boolean =>
  seq <= (cursor?.lanes[at.slice(scopeOfLanePk(at).length + 1)] ?? -1);

/** Which of these places the index does not have. Cursors are kept: a later look would miss what moved in between. */
export async function unindexed(
  places: readonly Posting[],
  known: Map<string, SearchCursor | undefined>,
): Promise<Posting[]> {
  const scopes = [...new Set(places.map(({ at }) => scopeOfLanePk(at)))].filter((scope) => !known.has(scope));
  const cursors = await readCursors(scopes);
  for (const [i, scope] of scopes.entries()) known.set(scope, cursors[i]);
  return places.filter((place) => !isIndexed(place, known.get(scopeOfLanePk(place.at))));
}

async function* projectTail({ projectId, below, from }: Span, round: number): AsyncGenerator<TailPage> {
  const searchedBelow = await readSearchedBelow(projectId);
  const oldest = searchedBelow > from ? searchedBelow : from;
  if (below <= oldest) return;
  const cursors = new Map<string, SearchCursor | undefined>();
  for await (const page of projectPlaces(projectId, below, oldest, round)) {
    const records = await readPlaces(await unindexed(page, cursors));
    const edge = page.at(-1)?.id;
    if (edge === undefined) return;
    yield {
      records: records.flatMap((record) => (record && record !== 'gone' ? [record] : [])),
      edge,
      looked: page.length,
    };
  }
}

const newestFirst = (a: EventRecord, b: EventRecord): number => (a.id < b.id ? 1 : -1);

/** A lane is in the order of time but for a minute: events are held back until nothing newer can follow. */
async function* organizationTail(organizationId: string, { below, from }: Span): AsyncGenerator<TailPage> {
  const [cursor] = await readCursors([organizationId]);
  const indexed = cursor?.lanes['0'] ?? -1;
  if (!(await hasNewer(organizationId, indexed))) return;
  const before = below === BEHIND_ALL ? undefined : await seqBeyond(organizationId, timeOfId(below));
  let held: EventRecord[] = [];
  for await (const page of organizationEvents(organizationId, before, indexed)) {
    held = [...held, ...page].sort(newestFirst);
    const oldest = page.at(-1);
    if (!oldest) continue;
    const edge = firstIdOf(oldest.timeMs + CLOCK_SLACK_MS);
    yield { records: held.filter(({ id }) => id >= edge && id < below), edge, looked: page.length };
    held = held.filter(({ id }) => id < edge);
    if (edge < from) return;
  }
  yield { records: held.filter(({ id }) => id < below), edge: from, looked: 0 };
}

/** @param round about how many events the caller will look at. */
export const tailOf = (span: Span, round: number): AsyncGenerator<TailPage> =>
  span.organizationId === undefined ? projectTail(span, round) : organizationTail(span.organizationId, span);
