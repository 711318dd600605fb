/** The topic on which incidents are told to the privacy officer and the alarm contacts. */
import { PolicyStatement, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import { Topic } from 'aws-cdk-lib/aws-sns';
import { EmailSubscription } from 'aws-cdk-lib/aws-sns-subscriptions';
import type { Construct } from 'constructs';
import type { Tenant } from '../tenant.ts';

export function incidentTopic(
  scope: Construct,
  id: string,
  { account, privacyOfficer, alarmContacts }: Tenant,
  masterKey: IKey,
) {
  const topic = new Topic(scope, id, { masterKey, enforceSSL: true });
  for (const address of new Set([privacyOfficer, ...alarmContacts]))
    topic.addSubscription(new EmailSubscription(address));
  // A topic with a policy of its own lets in nobody that the policy does not name.
  topic.addToResourcePolicy(
    new PolicyStatement({
      principals: [new ServicePrincipal('cloudwatch.amazonaws.com')],
      actions: ['sns:Publish'],
      resources: [topic.topicArn],
      conditions: { StringEquals: { 'aws:SourceAccount': account } },
    }),
  );
  return topic;
}
