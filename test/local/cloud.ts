/** The local cloud as its tests see it: addresses, outputs, and AWS clients that act as root of the account. */
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { KMSClient } from '@aws-sdk/client-kms';
import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { S3Client } from '@aws-sdk/client-s3';
import { inject } from 'vitest';
import { trustCertificate } from '../../lib/local/certificate.ts';
import { clientSettings } from '../../lib/local/client-settings.ts';

export const cloud = inject('cloud');
trustCertificate(cloud.certificate);

export const settings = clientSettings(cloud.awsEnvironment);
export const dynamodb = new DynamoDBClient(settings);
export const kms = new KMSClient(settings);
export const s3 = new S3Client({ ...settings, forcePathStyle: true });
export const lambda = new LambdaClient(settings);

/** Value of a stack output; fails where no stack has it. */
export function output(key: string): string {
  const value = cloud.outputs[key];
  if (value === undefined) throw new Error(`no stack has an output ${key}`);
  return value;
}

/** The answer of a function that no route leads to; fails where the function throws. */
export async function invoke<T>(functionName: string, payload: unknown): Promise<T> {
  const { Payload, FunctionError } = await lambda.send(
    new InvokeCommand({ FunctionName: functionName, Payload: JSON.stringify(payload) }),
  );
  const answer = new TextDecoder().decode(Payload);
  if (FunctionError) throw new Error(`${functionName} failed: ${answer}`);
  return JSON.parse(answer) as T;
}
