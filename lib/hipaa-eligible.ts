/**
 * Which AWS services a deployment may consist of (features.md A36, O3): those that AWS names in its HIPAA Eligible Services
 * Reference, under whose Business Associate Addendum personal data may be kept in them, and those that are given none. A
 * synthesis that asks for any other fails. AWS changes its page, so counsel must hold this list against it:
 * https://aws.amazon.com/compliance/hipaa-hipaa-eligible-reference/
 */
import { CfnResource, type Stage } from 'aws-cdk-lib';

export interface Service {
  readonly name: string;
  /** `eligible`: on AWS's list. `no-data`: says who may do what, and is given no personal data. */
  readonly as: 'eligible' | 'no-data';
  /** The middle of its CloudFormation types, `AWS::<namespace>::…`; none where it is only called. */
  readonly namespace?: string;
  /** Before the colon of its IAM actions. */
  readonly prefix: string;
}

export const SERVICES: readonly Service[] = [
  { name: 'Amazon API Gateway', as: 'eligible', namespace: 'ApiGatewayV2', prefix: 'execute-api' },
  { name: 'Amazon CloudWatch', as: 'eligible', namespace: 'CloudWatch', prefix: 'cloudwatch' },
  { name: 'Amazon CloudWatch Logs', as: 'eligible', namespace: 'Logs', prefix: 'logs' },
  { name: 'Amazon DynamoDB', as: 'eligible', namespace: 'DynamoDB', prefix: 'dynamodb' },
  { name: 'Amazon EventBridge', as: 'eligible', namespace: 'Events', prefix: 'events' },
  { name: 'AWS Identity and Access Management', as: 'no-data', namespace: 'IAM', prefix: 'iam' },
  { name: 'AWS Key Management Service', as: 'eligible', namespace: 'KMS', prefix: 'kms' },
  { name: 'AWS Lambda', as: 'eligible', namespace: 'Lambda', prefix: 'lambda' },
  { name: 'AWS Security Token Service', as: 'no-data', prefix: 'sts' },
  { name: 'Amazon Simple Email Service', as: 'eligible', prefix: 'ses' },
  { name: 'Amazon Simple Notification Service', as: 'eligible', namespace: 'SNS', prefix: 'sns' },
  { name: 'Amazon Simple Queue Service', as: 'eligible', namespace: 'SQS', prefix: 'sqs' },
  { name: 'Amazon Simple Storage Service', as: 'eligible', namespace: 'S3', prefix: 's3' },
];

/** Of a CloudFormation type; a custom resource is of no service, and is not on the list. */
export function serviceOf(type: string): Service | undefined {
  const [vendor, namespace] = type.split('::');
  return vendor === 'AWS' ? SERVICES.find((service) => service.namespace === namespace) : undefined;
}

/** One line for each resource of a service that is not on the list: then CDK writes no template. */
export const ineligible = (stage: Stage): string[] =>
  stage.node
    .findAll()
    .filter(CfnResource.isCfnResource)
    .filter(({ cfnResourceType }) => !serviceOf(cfnResourceType))
    .map(({ cfnResourceType, node }) => {
      return `${node.path} is a ${cfnResourceType}, of a service that lib/hipaa-eligible.ts does not list`;
    });
