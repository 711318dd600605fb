/** Functions of some areas and the routes that lead to them: lib/areas.ts says of which. Holds no state. */
import { Stack } from 'aws-cdk-lib';
import type { IHttpApi } from 'aws-cdk-lib/aws-apigatewayv2';
import type { Construct } from 'constructs';
import { type Route, routes } from '../../lambdas/routes.ts';
import { type RouteStackName, routeStackOf } from '../areas.ts';
import { addRoutes } from '../constructs/routes.ts';
import type { Deployment, Resources } from '../deployment.ts';

export class RouteStack extends Stack {
  constructor(scope: Construct, id: RouteStackName, deployment: Deployment, resources: Resources, api: IHttpApi) {
    super(scope, id);
    const own = Object.entries<Route>(routes).filter(([, route]) => routeStackOf(route.id) === id);
    addRoutes(this, { api, routes: Object.fromEntries(own), deployment, resources });
  }
}
