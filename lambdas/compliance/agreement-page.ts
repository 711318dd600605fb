/** One page of a list of agreements, which the store reads as a whole. */
import { type Page, page } from '../shared/page.ts';
import type { Agreement } from './agreement.ts';

/** @param agreements by id. @param after the last one of the page before. */
export const pageFrom = (agreements: readonly Agreement[], after: string | undefined, limit: number): Page<Agreement> =>
  page(
    agreements.filter(({ id }) => after === undefined || id > after),
    limit,
  );
