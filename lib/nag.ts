/**
 * Every synthesis is checked against cdk-nag's HIPAA and AWS Solutions packs, and fails on a finding that is not
 * acknowledged here, with its reason. cdk-nag has no DynamoDB rule that sees global tables: test/lib checks those.
 */
import { type App, CfnResource, Validations } from 'aws-cdk-lib';
import { AwsSolutionsChecks, HIPAASecurityChecks } from 'cdk-nag';
import { ROUTE_STACK_NAMES, TRIGGER_STACK_NAMES } from './areas.ts';
import type { TenantStage } from './tenant-stage.ts';

interface Acknowledgement {
  readonly rules: readonly string[];
  /** CloudFormation type of the resources concerned. */
  readonly type: string;
  /** Narrows by the path of the construct, such as `demo/data/Archive/Resource`. */
  readonly path?: RegExp;
  readonly reason: string;
}

/** Whatever is in one of the stacks, of any tenant. */
const within = (stacks: readonly string[]): RegExp => new RegExp(`^[^/]+/(?:${stacks.join('|')})/`);

const FUNCTION = 'AWS::Lambda::Function';
const BUCKET = 'AWS::S3::Bucket';

const ACKNOWLEDGED: readonly Acknowledgement[] = [
  {
    rules: ['HIPAA.Security-S3BucketReplicationEnabled'],
    type: BUCKET,
    path: /\/Archive\//,
    reason:
      'No second account yet: while the clean-up is off, the audit table under PITR holds every archived event too',
  },
  {
    rules: ['HIPAA.Security-S3BucketReplicationEnabled'],
    type: BUCKET,
    path: /\/Live\//,
    reason: 'Holds nothing of its own: staging is temporary, and the live tree is rebuilt from the archive',
  },
  {
    rules: ['HIPAA.Security-S3BucketReplicationEnabled'],
    type: BUCKET,
    path: /\/AccessLogs\//,
    reason: 'S3 delivers server access logs on a best effort: they support an enquiry and are no record of their own',
  },
  {
    rules: ['HIPAA.Security-S3DefaultEncryptionKMS'],
    type: BUCKET,
    path: /\/Archive\//,
    reason: 'Events in it are encrypted per subject already, and a deleted key must not erase leaves and checkpoints',
  },
  {
    rules: ['HIPAA.Security-S3DefaultEncryptionKMS'],
    type: BUCKET,
    path: /\/AccessLogs\//,
    reason: 'S3 delivers server access logs only to a bucket under its own keys',
  },
  {
    rules: ['HIPAA.Security-IAMNoInlinePolicy'],
    type: 'AWS::IAM::Role',
    path: /\/Role\//,
    reason: 'One role a function: its policy lives and dies with it, and nothing else can be given it',
  },
  {
    rules: ['HIPAA.Security-LambdaConcurrency'],
    type: FUNCTION,
    reason: 'The stage throttles the API and shards bound the streams; a reservation would starve other functions',
  },
  {
    rules: ['HIPAA.Security-LambdaInsideVPC'],
    type: FUNCTION,
    reason: 'Talks to AWS APIs alone, over TLS and by IAM: a VPC would hold nothing and add a path out',
  },
  {
    rules: ['HIPAA.Security-LambdaDLQ'],
    type: FUNCTION,
    path: within(['api', ...ROUTE_STACK_NAMES]),
    reason: 'Invoked synchronously: the caller gets the failure, and nothing is queued',
  },
  {
    rules: ['HIPAA.Security-LambdaDLQ'],
    type: FUNCTION,
    path: within(TRIGGER_STACK_NAMES),
    reason: 'A stream has its queue on the event source mapping; a clock does the same work a minute later',
  },
  {
    rules: ['AwsSolutions-SQS3'],
    type: 'AWS::SQS::Queue',
    path: /Failures\//,
    reason: 'Is a dead-letter queue itself',
  },
  {
    rules: ['AwsSolutions-IAM5[Resource::*]'],
    type: 'AWS::IAM::Role',
    path: within(['message']),
    reason: 'A condition holds mail to the address of the tenant; a telephone is no resource, and topics are denied',
  },
  {
    rules: ['AwsSolutions-IAM5[Resource::arn:*:iam::*:role/hale-stream-*]'],
    type: 'AWS::IAM::Role',
    path: /\/AuditStream/,
    reason: "A customer's own role in an account not known before: a condition demands the external id of a project",
  },
  {
    rules: ['AwsSolutions-APIG4'],
    type: 'AWS::ApiGatewayV2::Route',
    reason: 'Each function authenticates by its contract, deny by default, so that refusals are in the audit log',
  },
];

/** The same for the buckets of other accounts that anchor the directory. */
const anchorFolders = ({ tenant }: TenantStage): Acknowledgement => ({
  rules: (tenant.anchors?.buckets ?? []).map(({ name }) => `AwsSolutions-IAM5[Resource::arn:aws:s3:::${name}/hale/*]`),
  type: 'AWS::IAM::Role',
  path: /LogPublishDirectory/,
  reason: 'The keys are sizes of the directory; the folder is its own',
});

/** Object keys are made at run time, so a role names the folder. The finding's id holds the name of the export. */
function folders({ data }: TenantStage): Acknowledgement {
  const { archive, live } = data.resources;
  const exported = (arn: string) => data.resolve(data.exportValue(arn))['Fn::ImportValue'];
  return {
    rules: [
      `${exported(archive.bucketArn)}/v1/*`,
      `${exported(archive.bucketArn)}/v1/*/logs/*/segments/*`,
      `${exported(archive.bucketArn)}/v1/${archive.env.region}/evidence/*`,
      `${exported(live.bucketArn)}/staging/*`,
      `${exported(live.bucketArn)}/v1/*`,
      `${exported(live.bucketArn)}/exports/*`,
      `${exported(live.bucketArn)}/exports/*/written.json`,
    ].map((resource) => `AwsSolutions-IAM5[Resource::${resource}]`),
    type: 'AWS::IAM::Role',
    reason: 'Object keys are made at run time; both buckets hold the audit log and nothing else',
  };
}

export function addRules(app: App): void {
  Validations.of(app).addPlugins(new HIPAASecurityChecks(app), new AwsSolutionsChecks(app));
}

export function acknowledge(stage: TenantStage): void {
  const list = [...ACKNOWLEDGED, folders(stage), anchorFolders(stage)];
  for (const resource of stage.node.findAll().filter(CfnResource.isCfnResource)) {
    for (const { rules, type, path, reason } of list) {
      if (type !== resource.cfnResourceType || path?.test(resource.node.path) === false) continue;
      Validations.of(resource).acknowledge(...rules.map((id) => ({ id, reason })));
    }
  }
}
