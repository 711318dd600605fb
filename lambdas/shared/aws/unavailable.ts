/** Which failures of AWS calls pass by themselves: the client is told 503 and to try again (security.md, row 24). */
const THROTTLES = new Set([
  'LimitExceededException',
  'ProvisionedThroughputExceededException',
  'RequestLimitExceeded',
  'SlowDown',
  'ThrottledException',
  'ThrottlingException',
  'TooManyRequestsException',
]);

const NETWORK_CODE = /^E(AI_AGAIN|CONN|HOST|NET|NOTFOUND|PIPE|TIMEDOUT)/;

export const isNamed = (error: unknown, name: string): boolean => error instanceof Error && error.name === name;

/**
 * A throttle, a 5xx answer, or no answer at all. The SDK marks with `$metadata` what a service said; an error of a
 * call that got no answer has a `code` of the network or is a time-out.
 */
export function isUnavailable(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  if (THROTTLES.has(error.name)) return true;
  const { $metadata, code } = error as { $metadata?: { httpStatusCode?: number }; code?: unknown };
  if ($metadata?.httpStatusCode !== undefined) return $metadata.httpStatusCode >= 500;
  return $metadata !== undefined || NETWORK_CODE.test(String(code)) || error.name === 'TimeoutError';
}
