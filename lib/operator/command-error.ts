/** Why a command of `hale` could not do its work, in words for the person who typed it. */

/** 1: it failed, or the answer is no; 2: called wrongly; 4: no access to the account. */
export type ExitCode = 1 | 2 | 4;

export class CommandError extends Error {
  readonly exitCode: ExitCode;

  constructor(message: string, exitCode: ExitCode = 1) {
    super(message);
    this.exitCode = exitCode;
  }
}

/** What the AWS SDK and Node throw, said as what to do about it. */
export function explain(cause: unknown): CommandError {
  if (cause instanceof CommandError) return cause;
  const { name, message, code }: NodeJS.ErrnoException = cause instanceof Error ? cause : new Error(String(cause));
  if (name === 'CredentialsProviderError')
    return new CommandError('No AWS credentials: set AWS_PROFILE or the like, or add --local for the local cloud.', 4);
  if (/^(AccessDenied|UnrecognizedClient|InvalidClientTokenId|ExpiredToken|InvalidSignature)/.test(name))
    return new CommandError(`AWS refused: ${message}`, 4);
  if (message === 'Region is missing') return new CommandError("Set AWS_REGION to the tenant's region.", 2);
  if (code === 'ECONNREFUSED')
    return new CommandError(`Nothing answers at ${process.env.AWS_ENDPOINT_URL ?? 'the AWS endpoint'}: is it running?`);
  return new CommandError(message || name);
}
