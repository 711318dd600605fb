/** Stands in for the reader of ~/.aws: a function has no such files, so whoever asks is sent on to the default. */

class NoConfigFiles extends Error {
  override readonly name = 'CredentialsProviderError';
  /** Tells the SDK's chain to ask the next source. */
  readonly tryNextLink = true;
}

export const fromSharedConfigFiles = () => async () => {
  throw new NoConfigFiles('there are no configuration files in a function');
};
