/** A role with a few statements of policy, and AWS credentials that act under it. */
import { CreateRoleCommand, IAMClient, PutRolePolicyCommand } from '@aws-sdk/client-iam';
import { AssumeRoleCommand, STSClient } from '@aws-sdk/client-sts';
import { settings } from './cloud.ts';

export interface Statement {
  readonly Effect: 'Allow' | 'Deny';
  readonly Action: string | readonly string[];
  readonly Resource: string;
  readonly Condition?: Readonly<Record<string, Readonly<Record<string, string | readonly string[]>>>>;
}

const document = (...statements: object[]): string => JSON.stringify({ Version: '2012-10-17', Statement: statements });

/** Settings for an AWS SDK client that may do what the statements allow, and nothing else. */
export async function assumeRole(name: string, ...statements: readonly Statement[]) {
  const iam = new IAMClient(settings);
  const trust = document({ Effect: 'Allow', Principal: { AWS: '*' }, Action: 'sts:AssumeRole' });
  const { Role } = await iam.send(new CreateRoleCommand({ RoleName: name, AssumeRolePolicyDocument: trust }));
  await iam.send(
    new PutRolePolicyCommand({ RoleName: name, PolicyName: 'one', PolicyDocument: document(...statements) }),
  );
  const { Credentials } = await new STSClient(settings).send(
    new AssumeRoleCommand({ RoleArn: Role?.Arn, RoleSessionName: 'test' }),
  );
  const { AccessKeyId = '', SecretAccessKey = '', SessionToken } = Credentials ?? {};
  const credentials = { accessKeyId: AccessKeyId, secretAccessKey: SecretAccessKey, sessionToken: SessionToken };
  return { ...settings, credentials };
}
