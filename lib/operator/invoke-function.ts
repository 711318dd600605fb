/** Invokes a function that only a deployer may invoke, in the name of whoever holds these AWS credentials. */
import { InvokeCommand, LambdaClient, type LambdaClientConfig } from '@aws-sdk/client-lambda';
import { GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';
import { CommandError } from './command-error.ts';

export type ClientSettings = Pick<LambdaClientConfig, 'region' | 'endpoint' | 'credentials'>;

/** What the function threw, without its stack. */
function reasonIn(text: string): string {
  try {
    const { errorMessage } = JSON.parse(text) as { errorMessage?: unknown };
    return typeof errorMessage === 'string' ? errorMessage : text;
  } catch {
    return text;
  }
}

/** The caller's ARN goes with the request as `operator`, for the audit event. @throws CommandError with what the function says. */
export async function invokeFunction<Answer>(name: string, request: object, settings: ClientSettings): Promise<Answer> {
  const { Arn: operator } = await new STSClient(settings).send(new GetCallerIdentityCommand());
  const Payload = JSON.stringify({ ...request, operator });
  const answer = await new LambdaClient(settings).send(new InvokeCommand({ FunctionName: name, Payload }));
  const text = answer.Payload?.transformToString() ?? '';
  if (answer.FunctionError) throw new CommandError(reasonIn(text));
  return JSON.parse(text) as Answer;
}
