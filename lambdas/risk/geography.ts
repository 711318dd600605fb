/** Places on the globe and the way between them. */

/** Degrees. */
export interface Coordinates {
  readonly latitude: number;
  readonly longitude: number;
}

const EARTH_KM = 6_371;
const radians = (degrees: number): number => (degrees * Math.PI) / 180;

/** Great-circle distance by the haversine formula. */
export function distanceKm(a: Coordinates, b: Coordinates): number {
  const [φ1, φ2] = [radians(a.latitude), radians(b.latitude)];
  const [Δφ, Δλ] = [φ2 - φ1, radians(b.longitude - a.longitude)];
  const h = Math.sin(Δφ / 2) ** 2 + Math.cos(φ1) * Math.cos(φ2) * Math.sin(Δλ / 2) ** 2;
  return 2 * EARTH_KM * Math.asin(Math.min(1, Math.sqrt(h)));
}

/** An airliner's pace from door to door; what is nearer than the first number may be the database's own error. */
const NEAR_KM = 300;
const FASTEST_KM_PER_HOUR = 900;

/** Whether nobody can have gone from one place to the other in this time. */
export function isTooFar(from: Coordinates, to: Coordinates, ms: number): boolean {
  const km = distanceKm(from, to);
  return km > NEAR_KM && km - NEAR_KM > (Math.max(0, ms) / 3_600_000) * FASTEST_KM_PER_HOUR;
}

/** To a tenth of a degree, 11 km: enough to tell cities apart, and no address. */
export const coarse = ({ latitude, longitude }: Coordinates): Coordinates => ({
  latitude: Math.round(latitude * 10) / 10,
  longitude: Math.round(longitude * 10) / 10,
});
