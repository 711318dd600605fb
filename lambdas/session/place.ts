/** Where a request comes from: its address, and the country that CloudFront adds at the edge. */
import type { RequestFacts } from '../shared/contract.ts';
import type { Place } from './gate.ts';

const COUNTRY = /^[A-Z]{2}$/;

/** The API's own end point refuses what did not come through CloudFront, so the header is CloudFront's word. */
export function placeOf({ ip, headers }: RequestFacts): Place {
  const country = headers['cloudfront-viewer-country'];
  return { ip, country: country && COUNTRY.test(country) ? country : undefined };
}
