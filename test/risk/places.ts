/** Cities, and the networks that a person or an attacker may be in. */
import type { Coordinates } from '../../lambdas/risk/geography.ts';

export interface City extends Coordinates {
  readonly name: string;
  readonly country: string;
  /** Hours before or behind UTC. */
  readonly utc: number;
}

const city = (name: string, country: string, latitude: number, longitude: number, utc: number): City => ({
  name,
  country,
  latitude,
  longitude,
  utc,
});

/** Where people of the generated population live. */
export const HOMES: readonly [City, ...City[]] = [
  city('Boston', 'US', 42.4, -71.1, -5),
  city('New York', 'US', 40.7, -74, -5),
  city('Philadelphia', 'US', 40, -75.2, -5),
  city('Atlanta', 'US', 33.7, -84.4, -5),
  city('Chicago', 'US', 41.9, -87.6, -6),
  city('Minneapolis', 'US', 45, -93.3, -6),
  city('Houston', 'US', 29.8, -95.4, -6),
  city('Denver', 'US', 39.7, -105, -7),
  city('Seattle', 'US', 47.6, -122.3, -8),
  city('Los Angeles', 'US', 34.1, -118.2, -8),
];

export const ABROAD: readonly [City, ...City[]] = [
  city('Toronto', 'CA', 43.7, -79.4, -5),
  city('Cancún', 'MX', 21.2, -86.9, -5),
  city('London', 'GB', 51.5, -0.1, 0),
  city('Paris', 'FR', 48.9, 2.4, 1),
  city('Tokyo', 'JP', 35.7, 139.7, 9),
];

/** Where attacks seem to come from. */
export const ELSEWHERE: readonly [City, ...City[]] = [
  city('Bucharest', 'RO', 44.4, 26.1, 2),
  city('Lagos', 'NG', 6.5, 3.4, 1),
  city('São Paulo', 'BR', -23.6, -46.6, -3),
  city('Hanoi', 'VN', 21, 105.8, 7),
  city('Amsterdam', 'NL', 52.4, 4.9, 1),
  city('Frankfurt', 'DE', 50.1, 8.7, 1),
];

/** One address as the engine's files would tell of it. */
export interface Network {
  readonly block: string;
  /** Where the file says that it is. */
  readonly seemsAt: City;
  /** Whether the file knows the city, or the country alone. */
  readonly precise: boolean;
  readonly tor: boolean;
  readonly dataCentre: boolean;
  readonly bad: boolean;
}

/** Shares of what lists and geography know. Assumed, not measured. */
export const KNOWLEDGE = {
  /** Of home and office networks whose city is known. */
  preciseFixed: 0.95,
  /** Of mobile networks: the rest is placed at the carrier's gateway, or nowhere. */
  preciseMobile: 0.55,
  torListed: 0.98,
  dataCentresListed: 0.85,
  /** Honest addresses on the list of bad ones: they were somebody else's before, or are shared. */
  badByMistake: 0.0003,
} as const;
