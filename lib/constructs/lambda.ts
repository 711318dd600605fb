/** The only place that makes a function: its own role, its own log group, and nothing that it did not declare. */
import { join } from 'node:path';
import { Duration, Tags } from 'aws-cdk-lib';
import { PolicyDocument, type PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Architecture, Code, Function as Func, Runtime } from 'aws-cdk-lib/aws-lambda';
import { Construct } from 'constructs';
import { ACCESS, type Access, NO_RISK_DATA, type SETTINGS } from '../../lambdas/shared/access.ts';
import type { Deployment, Resources } from '../deployment.ts';
import { RISK_FOLDER } from '../risk-data.ts';
import { CLEAN_UP_TAG } from './cleanup-role.ts';
import { allow } from './grant.ts';
import { GRANTS } from './grants.ts';
import { logGroup } from './log-group.ts';
import { riskLayer } from './risk-layer.ts';

export interface LambdaProps {
  /** Folder under `lambdas/`, for example `passkey/begin-registration`. */
  readonly id: string;
  readonly summary: string;
  readonly access: readonly Access[];
  readonly deployment: Deployment;
  readonly resources: Resources;
  /** Seconds; an HTTP API gives up after 30. */
  readonly timeout?: number | undefined;
  /** What its source needs beyond the declared access, such as reading a stream. */
  readonly statements?: readonly PolicyStatement[];
}

/** `project/get-project` → `ProjectGetProject`. */
export const pascal = (id: string): string =>
  id.replace(/(?:^|[/-])(\w)/g, (_, letter: string) => letter.toUpperCase());

export class Lambda extends Construct {
  readonly function: Func;

  constructor(scope: Construct, props: LambdaProps) {
    const { id, summary, access, deployment, resources, timeout = 10, statements = [] } = props;
    super(scope, pascal(id));
    const { name, issuer, retentionDays } = deployment.tenant;
    // Whoever makes a session or judges one by its token asks where the request comes from.
    const riskData = access.includes('token-key:read') ? deployment.riskData : undefined;
    const logs = logGroup(this, 'Logs', resources.dataKey, retentionDays);
    const grants = access.map((one) => ({ variable: ACCESS[one], ...GRANTS[one](resources) }));
    const role = new Role(this, 'Role', {
      assumedBy: new ServicePrincipal('lambda.amazonaws.com'),
      inlinePolicies: {
        access: new PolicyDocument({
          statements: [
            allow([logs.logGroupArn], ['logs:CreateLogStream', 'logs:PutLogEvents']),
            ...grants.flatMap((grant) => grant.statements),
            ...statements,
          ],
        }),
      },
    });
    if (access.includes('cleanup:assume')) Tags.of(role).add(CLEAN_UP_TAG, 'on');
    const settings: Record<(typeof SETTINGS)[number], string> = {
      ISSUER: issuer,
      DEPLOYMENT: name,
      RETENTION_DAYS: String(retentionDays),
      RISK_DATA: riskData === undefined ? NO_RISK_DATA : RISK_FOLDER,
    };
    this.function = new Func(this, 'Function', {
      description: summary,
      runtime: Runtime.NODEJS_24_X,
      architecture: Architecture.ARM_64,
      handler: 'index.handler',
      code: Code.fromAsset(join(deployment.bundles, id)),
      memorySize: 1024,
      timeout: Duration.seconds(timeout),
      environment: { ...settings, ...Object.fromEntries(grants.map(({ variable, value }) => [variable, value])) },
      role: role.withoutPolicyUpdates(),
      layers: riskData === undefined ? undefined : [riskLayer(this, riskData)],
      logGroup: logs,
    });
  }
}
