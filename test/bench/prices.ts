/**
 * What AWS asks, US dollars, us-east-1, on demand, list prices as known when this was written: check them before you
 * budget. `docs/scale.md` is worked out from this table and the counts of the bench.
 */
export const PRICES = {
  dynamodbReadUnit: 0.125 / 1e6,
  dynamodbWriteUnit: 0.625 / 1e6,
  /** PUT, and LIST too. */
  s3Put: 0.005 / 1e3,
  s3Get: 0.0004 / 1e3,
  /** Asymmetric, elliptic curves. */
  kmsSign: 0.15 / 1e4,
  httpApiRequest: 1 / 1e6,
  lambdaRequest: 0.2 / 1e6,
  /** arm64. */
  lambdaGigabyteSecond: 0.0000133334,
  logGigabyte: 0.5,
} as const;

/** What cannot be counted on one machine. */
export const ASSUMED = {
  /** Lambda's own START, END and REPORT lines of one request. */
  platformLogBytes: 330,
  /** Options: no call. Verification: two round trips, the second as long as KMS takes to sign. */
  billedMs: { options: 3, verify: 30 },
  memoryGigabytes: 1,
} as const;
