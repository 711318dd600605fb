/** The HTTP API without its routes, which stacks of their own attach. What matches no route gets 404 from API Gateway. */
import { CfnStage, HttpApi, HttpStage } from 'aws-cdk-lib/aws-apigatewayv2';
import { Construct } from 'constructs';
import type { Deployment, Resources } from '../deployment.ts';
import { logGroup } from './log-group.ts';

/** Requests a second of the whole API, and how many at once. */
const THROTTLE = { rateLimit: 1000, burstLimit: 2000 };

/** No path, address or identity: ids in paths and addresses are personal data (security.md, row 28). */
const LOGGED = {
  request_id: '$context.requestId',
  time: '$context.requestTime',
  route: '$context.routeKey',
  status: '$context.status',
  latency_ms: '$context.responseLatency',
  integration_error: '$context.integrationErrorMessage',
};

export class Api extends Construct {
  readonly api: HttpApi;

  constructor(scope: Construct, id: string, deployment: Deployment, resources: Resources) {
    super(scope, id);
    this.api = new HttpApi(this, 'Http', {
      apiName: `hale-${deployment.tenant.name}`,
      createDefaultStage: false,
    });
    const stage = new HttpStage(this, 'Stage', { httpApi: this.api, autoDeploy: true, throttle: THROTTLE });
    const log = logGroup(this, 'AccessLog', resources.dataKey, deployment.tenant.retentionDays);
    const resource = stage.node.defaultChild;
    if (!(resource instanceof CfnStage)) throw new Error('the stage has no CfnStage');
    resource.accessLogSettings = { destinationArn: log.logGroupArn, format: JSON.stringify(LOGGED) };
  }
}
