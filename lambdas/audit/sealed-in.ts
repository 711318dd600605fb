/**
 * Whether a log holds content that was sealed for a person: by the ids of the search index, and by the rows that are not
 * in it yet. No event is opened, and none is read that the index has, so neither the archive nor a key is needed.
 */
import { BEFORE_ALL, BEHIND_ALL } from './event-query.ts';
import { nextOnAll, readAhead } from './intersect.ts';
import { readList } from './search-store.ts';
import { tailOf } from './tail.ts';

/** Entries of the first page of a list. */
const PAGE = 100;

export async function isSealedIn(projectId: string, organizationId: string, userId: string): Promise<boolean> {
  // The tail first: what is indexed meanwhile is found in the index then, and in no case by neither.
  for await (const { records } of tailOf({ projectId, organizationId, below: BEHIND_ALL, from: BEFORE_ALL }, PAGE))
    if (records.some(({ blocks }) => userId in blocks)) return true;
  // Without an end: whoever is not looked at is not erased, for then the function's time is over.
  const allowance = { left: Number.POSITIVE_INFINITY };
  const lists = [
    readList(projectId, { facet: 'SUBJECT', value: userId }, allowance),
    readList(projectId, { facet: 'ORGANIZATION', value: organizationId }, allowance),
  ];
  const { found } = await nextOnAll(
    lists.map((list) => readAhead(list, PAGE)),
    BEHIND_ALL,
    allowance,
  );
  return found !== undefined;
}
