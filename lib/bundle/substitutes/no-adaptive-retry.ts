/** Stands in for retries that adapt their rate, a mode that Hale does not use. Fails if it is ever chosen. */
export class AdaptiveRetryStrategy {
  constructor() {
    throw new Error('the adaptive retry mode is left out of the bundle');
  }
}
