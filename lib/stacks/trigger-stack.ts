/** Functions that streams and clocks start, of some areas: lib/areas.ts says of which. Holds no state. */
import { Stack } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import type { TriggerStackName } from '../areas.ts';
import { addTriggers } from '../constructs/triggered.ts';
import type { Deployment, Resources } from '../deployment.ts';

export class TriggerStack extends Stack {
  constructor(scope: Construct, id: TriggerStackName, deployment: Deployment, resources: Resources) {
    super(scope, id);
    addTriggers(this, id, deployment, resources);
  }
}
