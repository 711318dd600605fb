// Applies the Object Lock configuration that a template states and the emulator's CloudFormation leaves out.
import {
  CloudFormationClient,
  GetTemplateCommand,
  ListStackResourcesCommand,
  ListStacksCommand,
} from '@aws-sdk/client-cloudformation';
import { type ObjectLockConfiguration, PutObjectLockConfigurationCommand, S3Client } from '@aws-sdk/client-s3';
import { clientSettings } from './client-settings.ts';
import type { AwsEnvironment } from './emulator.ts';

interface Template {
  readonly Resources?: Readonly<Record<string, { readonly Properties?: Readonly<Record<string, unknown>> }>>;
}

export async function applyObjectLock(environment: AwsEnvironment): Promise<void> {
  const cloudFormation = new CloudFormationClient(clientSettings(environment));
  const s3 = new S3Client({ ...clientSettings(environment), forcePathStyle: true });
  const { StackSummaries = [] } = await cloudFormation.send(new ListStacksCommand({}));
  for (const { StackName, StackStatus } of StackSummaries) {
    if (StackStatus === 'DELETE_COMPLETE' || !StackName) continue;
    for (const [Bucket, ObjectLockConfiguration] of await lockedBuckets(cloudFormation, StackName)) {
      await s3.send(new PutObjectLockConfigurationCommand({ Bucket, ObjectLockConfiguration }));
    }
  }
}

async function lockedBuckets(client: CloudFormationClient, StackName: string) {
  const { TemplateBody = '{}' } = await client.send(new GetTemplateCommand({ StackName }));
  const { Resources = {} } = readTemplate(TemplateBody);
  const { StackResourceSummaries = [] } = await client.send(new ListStackResourcesCommand({ StackName }));
  return StackResourceSummaries.flatMap(({ LogicalResourceId = '', PhysicalResourceId = '' }) => {
    const configuration = Resources[LogicalResourceId]?.Properties?.ObjectLockConfiguration;
    return configuration ? [[PhysicalResourceId, configuration as ObjectLockConfiguration] as const] : [];
  });
}

/** The bootstrap template is YAML, and locks nothing. */
function readTemplate(body: string): Template {
  try {
    return JSON.parse(body) as Template;
  } catch {
    return {};
  }
}
