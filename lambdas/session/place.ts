/** Where a request comes from, as far as it can be known and not merely claimed. */
import type { RequestFacts } from '../shared/contract.ts';
import type { Place } from './gate.ts';

/**
 * The country is never known: the API's end point is reached directly, so `cloudfront-viewer-country` is whatever the
 * client writes. It may be believed once an edge stands before the API and proves with each request that it was there.
 * Until then rules about countries refuse everyone (`gate.ts`).
 */
export const placeOf = ({ ip }: RequestFacts): Place => ({ ip, country: undefined });
