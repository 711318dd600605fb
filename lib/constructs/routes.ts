/** One route per line of `lambdas/routes.ts`, one function per folder: two routes may share it. */
import { HttpMethod, HttpRoute, HttpRouteKey, type IHttpApi, PayloadFormatVersion } from 'aws-cdk-lib/aws-apigatewayv2';
import { HttpLambdaIntegration } from 'aws-cdk-lib/aws-apigatewayv2-integrations';
import type { Construct } from 'constructs';
import type { Route } from '../../lambdas/routes.ts';
import { accessOf } from '../../lambdas/shared/contract.ts';
import type { Deployment, Resources } from '../deployment.ts';
import { Lambda } from './lambda.ts';

const METHODS: Record<string, HttpMethod> = HttpMethod;

function keyOf(route: string): HttpRouteKey {
  const [name = '', path = ''] = route.split(' ');
  const method = METHODS[name];
  if (!method || !path.startsWith('/')) throw new Error(`routes.ts: '${route}' is not 'METHOD /path'`);
  return HttpRouteKey.with(path, method);
}

export interface RoutesProps {
  /** In whichever stack: routes refer to it, and it to none of them. */
  readonly api: IHttpApi;
  readonly routes: Readonly<Record<string, Route>>;
  readonly deployment: Deployment;
  readonly resources: Resources;
}

/** Routes, functions, and the permissions to call them, all in the stack of the scope. */
export function addRoutes(scope: Construct, { api: httpApi, routes, deployment, resources }: RoutesProps): void {
  const integrations = new Map<string, HttpLambdaIntegration>();
  const integrate = ({ id, contract }: Route): HttpLambdaIntegration => {
    const { summary } = contract;
    const lambda = new Lambda(scope, { id, summary, access: accessOf(contract), deployment, resources });
    return new HttpLambdaIntegration(id, lambda.function, { payloadFormatVersion: PayloadFormatVersion.VERSION_2_0 });
  };
  for (const [name, route] of Object.entries(routes)) {
    const integration = integrations.get(route.id) ?? integrate(route);
    integrations.set(route.id, integration);
    new HttpRoute(scope, name.replace(' ', ''), { httpApi, routeKey: keyOf(name), integration });
  }
}
