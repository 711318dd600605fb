/** A deployment that runs, as checks see it: names, addresses, and AWS clients with which they read and never write. */
import { CloudFormationClient } from '@aws-sdk/client-cloudformation';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { KMSClient } from '@aws-sdk/client-kms';
import { LambdaClient } from '@aws-sdk/client-lambda';
import { S3Client } from '@aws-sdk/client-s3';
import { SNSClient } from '@aws-sdk/client-sns';
import type { Tenant } from '../../lib/tenant.ts';
import type { Finding } from '../check.ts';

export interface Live {
  readonly tenant: Tenant;
  /** Outputs of its stacks, by key. */
  readonly outputs: Readonly<Record<string, string>>;
  /** Where people and programs reach it: the domain, or the API's own address. */
  readonly address: string;
  readonly clients: Clients;
}

export interface Clients {
  readonly cloudformation: CloudFormationClient;
  readonly dynamodb: DynamoDBClient;
  readonly kms: KMSClient;
  readonly lambda: LambdaClient;
  readonly s3: S3Client;
  readonly sns: SNSClient;
}

/** @param settings of an emulated account; without them AWS's own. */
export function clientsOf(settings: ConstructorParameters<typeof KMSClient>[0] = {}): Clients {
  const { region, endpoint, credentials } = settings;
  const own = { ...(region && { region }), ...(endpoint && { endpoint }), ...(credentials && { credentials }) };
  return {
    cloudformation: new CloudFormationClient(own),
    dynamodb: new DynamoDBClient(own),
    kms: new KMSClient(own),
    lambda: new LambdaClient(own),
    s3: new S3Client({ ...own, forcePathStyle: Boolean(endpoint) }),
    sns: new SNSClient(own),
  };
}

/** Of a stack; a deployment without it is not one of this code. */
export function output({ outputs, tenant }: Pick<Live, 'outputs' | 'tenant'>, key: string): string {
  const value = outputs[key];
  if (!value) throw new Error(`no stack of ${tenant.name} has an output ${key}`);
  return value;
}

/** Reads facts of a deployment and judges them; the judging is pure, so that faults can be planted. */
export interface LiveCheck<Facts> {
  /** What is true where it passes, as a sentence without its end. */
  readonly says: string;
  readonly read: (live: Live) => Promise<Facts>;
  readonly judge: (facts: Facts) => Finding;
}

export const liveCheck = <Facts>(check: LiveCheck<Facts>) => ({
  ...check,
  look: async (live: Live): Promise<Finding> => check.judge(await check.read(live)),
});
