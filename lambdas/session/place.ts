/** Where a request comes from, as far as it can be known and not merely claimed. */
import { locate } from '../risk/geo.ts';
import type { RequestFacts } from '../shared/contract.ts';
import type { Place } from './gate.ts';

/**
 * The country is that of the address, by the deployment's own file, and is looked up when a policy asks for it. Without
 * the file it is not known: the API's end point is reached directly, so `cloudfront-viewer-country` is whatever the
 * client writes. It may be believed once an edge stands before the API and proves with each request that it was there.
 * Where no country is known, rules about countries refuse everyone (`gate.ts`).
 */
export const placeOf = ({ ip }: Pick<RequestFacts, 'ip'>): Place => ({
  ip,
  get country() {
    return locate(ip).country;
  },
});
