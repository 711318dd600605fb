/** What archives and watches the audit table. Can be deleted and made again: the archive and the table are its state. */
import { Stack } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { incidentTopic } from '../constructs/incidents.ts';
import { addTriggers } from '../constructs/triggered.ts';
import { type Deployment, type Resources, resourcesOf } from '../deployment.ts';
import type { DataStack } from './data-stack.ts';

export class AuditStack extends Stack {
  /** Those of the Data stack, and the topic of incidents, which is made here. */
  readonly resources: Resources;

  constructor(scope: Construct, id: 'audit', deployment: Deployment, data: DataStack) {
    super(scope, id);
    const incidents = incidentTopic(this, 'Incidents', deployment.tenant, data.resources.dataKey);
    this.resources = resourcesOf(deployment, data.resources, incidents);
    addTriggers(this, id, deployment, this.resources);
  }
}
