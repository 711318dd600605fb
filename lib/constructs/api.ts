/** One route per line of `lambdas/routes.ts`, one function per folder. What matches none gets 404 from API Gateway. */
import { CfnStage, HttpApi, HttpMethod, HttpStage, PayloadFormatVersion } from 'aws-cdk-lib/aws-apigatewayv2';
import { HttpLambdaIntegration } from 'aws-cdk-lib/aws-apigatewayv2-integrations';
import { Construct } from 'constructs';
import { type Route, routes } from '../../lambdas/routes.ts';
import { accessOf, type Contract } from '../../lambdas/shared/contract.ts';
import type { Deployment, Resources } from '../deployment.ts';
import { Lambda } from './lambda.ts';
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

const METHODS: Record<string, HttpMethod> = HttpMethod;

function split(route: string): { method: HttpMethod; path: string } {
  const [name = '', path = ''] = route.split(' ');
  const method = METHODS[name];
  if (!method || !path.startsWith('/')) throw new Error(`routes.ts: '${route}' is not 'METHOD /path'`);
  return { method, path };
}

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
    const integrations = new Map<string, HttpLambdaIntegration>();
    for (const [route, { id: folder, contract }] of Object.entries<Route>(routes)) {
      const { method, path } = split(route);
      const integration = integrations.get(folder) ?? this.integrate(folder, contract, deployment, resources);
      integrations.set(folder, integration);
      this.api.addRoutes({ path, methods: [method], integration });
    }
  }

  /** The function of a folder. Two routes may share it. */
  private integrate(folder: string, contract: Contract, deployment: Deployment, resources: Resources) {
    const { summary } = contract;
    const lambda = new Lambda(this, { id: folder, summary, access: accessOf(contract), deployment, resources });
    return new HttpLambdaIntegration(folder, lambda.function, {
      payloadFormatVersion: PayloadFormatVersion.VERSION_2_0,
    });
  }
}
