/** One page of a list: how many rows to ask for, and where the next page begins. */

/** Ask the store for one more than the page holds; that one tells whether there is a next page. */
export const probe = (limit: number): number => limit + 1;

export interface Page<T> {
  readonly items: readonly T[];
  /** The id after which the next page begins. */
  readonly next: string | undefined;
}

export function page<T extends { readonly id: string }>(found: readonly T[], limit: number): Page<T> {
  const items = found.slice(0, limit);
  return { items, next: found.length > limit ? items.at(-1)?.id : undefined };
}

/** The `Link` header of a list that answers a plain array (RFC 8288); no header on the last page. */
export function linkToNext(path: string, limit: number, next: string | undefined): Record<string, string> {
  if (next === undefined) return {};
  return { link: `<${path}?${new URLSearchParams({ limit: String(limit), cursor: next })}>; rel="next"` };
}
