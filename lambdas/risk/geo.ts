/**
 * Where a network address is, by a file in the form of MaxMind's databases. Headers that name a country are not
 * believed: the API's end point is reached directly, so they are whatever the client writes (`session/place.ts`).
 */
import type { CityResponse } from 'mmdb-lib';
import { dotted, parseAddress } from './address.ts';
import { type Coordinates, coarse } from './geography.ts';
import { geoReader } from './risk-data.ts';

export interface Location {
  /** ISO 3166-1 alpha-2. */
  readonly country: string | undefined;
  readonly coordinates: Coordinates | undefined;
}

/** Kilometres. Where the database is less sure than this, its coordinates are the middle of a country. */
const UNSURE_KM = 300;

/** Synchronous, some microseconds; nothing is known without the file. */
export function locate(ip: string | undefined): Location {
  const nowhere = { country: undefined, coordinates: undefined };
  const reader = geoReader();
  const address = parseAddress(ip);
  if (!reader || ip === undefined || !address) return nowhere;
  const text = address.family === 4 ? dotted(address.value) : ip;
  const found = reader.get(text) as CityResponse | null;
  if (!found) return nowhere;
  const { location, country } = found;
  const sure = location !== undefined && (location.accuracy_radius ?? 0) <= UNSURE_KM;
  return { country: country?.iso_code, coordinates: sure ? coarse(location) : undefined };
}
