/** Vitest global setup: DynamoDB Local and a KMS double, for as long as the tests run. */
import type { TestProject } from 'vitest/node';
import { startKms } from './kms.ts';
import { startDynamodb } from './local.ts';

declare module 'vitest' {
  interface ProvidedContext {
    dynamodbEndpoint: string;
    kmsEndpoint: string;
  }
}

export async function setup({ provide }: TestProject): Promise<() => Promise<void>> {
  const dynamodb = await startDynamodb();
  const kms = await startKms();
  provide('dynamodbEndpoint', dynamodb.endpoint);
  provide('kmsEndpoint', kms.endpoint);
  return async () => {
    await kms.stop();
    await dynamodb.stop();
  };
}
