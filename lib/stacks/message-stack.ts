/** What sends mail and text messages: started by the rows that ask for one. Holds no state. */
import { Stack } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { addTriggers } from '../constructs/triggered.ts';
import type { Deployment, Resources } from '../deployment.ts';

export class MessageStack extends Stack {
  constructor(scope: Construct, id: 'message', deployment: Deployment, resources: Resources) {
    super(scope, id);
    addTriggers(this, id, deployment, resources);
  }
}
