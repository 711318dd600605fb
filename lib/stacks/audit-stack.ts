/** What archives and watches the audit table. Can be deleted and made again: the archive and the table are its state. */
import { Duration, Stack } from 'aws-cdk-lib';
import type { ITopic } from 'aws-cdk-lib/aws-sns';
import { Queue, QueueEncryption } from 'aws-cdk-lib/aws-sqs';
import type { Construct } from 'constructs';
import { type Trigger, triggers } from '../../lambdas/triggers.ts';
import { incidentTopic } from '../constructs/incidents.ts';
import { pascal } from '../constructs/lambda.ts';
import { onClock, onStream } from '../constructs/triggered.ts';
import type { Deployment } from '../deployment.ts';
import type { DataStack } from './data-stack.ts';

export class AuditStack extends Stack {
  readonly incidents: ITopic;

  constructor(scope: Construct, id: string, deployment: Deployment, data: DataStack) {
    super(scope, id);
    const { dataKey } = data.resources;
    this.incidents = incidentTopic(this, 'Incidents', deployment.tenant, dataKey);
    const resources = { ...data.resources, incidents: this.incidents };
    for (const [folder, trigger] of Object.entries<Trigger>(triggers)) {
      const { source } = trigger;
      const props = { id: folder, trigger, deployment, resources };
      if ('everyMinutes' in source) onClock(this, props, source.everyMinutes);
      if ('stream' in source) onStream(this, props, source.on, this.failuresOf(folder, dataKey));
    }
  }

  /** Where batches that were given up are told: shard and sequence numbers, no event. */
  private failuresOf(folder: string, encryptionMasterKey: DataStack['resources']['dataKey']): Queue {
    return new Queue(this, `${pascal(folder)}Failures`, {
      encryption: QueueEncryption.KMS,
      encryptionMasterKey,
      enforceSSL: true,
      retentionPeriod: Duration.days(14),
    });
  }
}
