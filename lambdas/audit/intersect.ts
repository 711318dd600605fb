/**
 * Ids that are on several lists at once, newest first, without reading any list from end to end: where one list has
 * nothing, the others are not looked at. What is read is bounded by the shortest list and the page.
 */
import { including } from './event-query.ts';

/** One entry of a list: the event, and where it lies in the audit table. */
export interface Posting {
  readonly id: string;
  readonly at: string;
  readonly seq: number;
}

/** A list from its newest entry on. */
export interface Cursor {
  /** The newest entry whose id sorts before `below`; bounds never grow from call to call. */
  next(below: string): Promise<Posting | undefined>;
}

/** What a request may still read. */
export interface Allowance {
  left: number;
}

/** Reads up to `size` entries below a bound, newest first. */
export type ReadList = (below: string, size: number) => Promise<{ entries: readonly Posting[]; more: boolean }>;

const LARGEST_PAGE = 100;
const SMALLEST_PAGE = 4;

/**
 * @param size of the first page. A list that is read entry by entry is read in larger pages from then on, and one of
 * which most is skipped in smaller ones.
 */
export function readAhead(read: ReadList, size: number): Cursor {
  let page: readonly Posting[] = [];
  let more = true;
  let at = 0;
  let given = new Set<string>();
  let take = Math.max(SMALLEST_PAGE, Math.min(size, LARGEST_PAGE));
  return {
    async next(below) {
      for (;;) {
        let entry = page[at];
        while (entry && entry.id >= below) entry = page[++at];
        if (entry) given.add(entry.id);
        if (entry || !more) return entry;
        if (page.length > 0)
          take = given.size * 2 >= page.length ? Math.min(take * 2, LARGEST_PAGE) : Math.max(take / 2, SMALLEST_PAGE);
        ({ entries: page, more } = await read(below, Math.ceil(take)));
        at = 0;
        given = new Set();
      }
    },
  };
}

/** Everything that is on any of the lists. */
export const anyOf = (lists: readonly Cursor[]): Cursor => ({
  async next(below) {
    const heads = await Promise.all(lists.map((list) => list.next(below)));
    return heads.reduce((newest, head) => (head && (!newest || head.id > newest.id) ? head : newest), undefined);
  },
});

/**
 * The newest entry below the bound that is on all lists. Each list is asked for the newest entry that the others still
 * admit, so a list skips what the rarest does not have.
 * @returns `below` where the allowance ran out: nothing that sorts before it was looked at.
 */
export async function nextOnAll(
  lists: readonly Cursor[],
  below: string,
  allowance: Allowance,
): Promise<{ found?: Posting; below?: string }> {
  for (let bound = below; ; ) {
    let agreed: Posting | undefined;
    for (const list of lists) {
      if (allowance.left <= 0) return { below: bound };
      const entry = await list.next(bound);
      if (!entry) return {};
      // The others are asked again, from this entry on.
      if (agreed && entry.id !== agreed.id) {
        agreed = undefined;
        bound = including(entry.id);
        break;
      }
      agreed = entry;
      bound = including(entry.id);
    }
    if (agreed) return { found: agreed };
  }
}
