/**
 * The HTTP API, what tools ask of a deployment, and the functions that only an operator may invoke. Its routes are in the
 * stacks of their areas, which refer to it and not it to them.
 */
import { CfnOutput, Stack } from 'aws-cdk-lib';
import type { HttpApi } from 'aws-cdk-lib/aws-apigatewayv2';
import type { Construct } from 'constructs';
import { type Trigger, triggers } from '../../lambdas/triggers.ts';
import { Api } from '../constructs/api.ts';
import { Lambda, pascal } from '../constructs/lambda.ts';
import type { Deployment, Resources } from '../deployment.ts';

export class ApiStack extends Stack {
  readonly api: HttpApi;

  constructor(scope: Construct, id: string, deployment: Deployment, resources: Resources) {
    super(scope, id);
    this.api = new Api(this, 'Api', deployment, resources).api;
    const outputs: Record<string, string> = {
      ApiUrl: this.api.apiEndpoint,
      ApiId: this.api.apiId,
      IdentityTable: resources.identity.tableName,
      AuditTable: resources.audit.tableName,
      LanesTable: resources.lanes.tableName,
      ControlTable: resources.control.tableName,
      SearchTable: resources.search.tableName,
      ArchiveBucket: resources.archive.bucketName,
      LiveBucket: resources.live.bucketName,
      DataKeyId: resources.dataKey.keyId,
      HmacKeyId: resources.hmacKey.keyId,
      TokenKeyId: resources.tokenKeys[0]?.keyId ?? '',
      TokenKeyIds: resources.tokenKeys.map(({ keyId }) => keyId).join(','),
      LogKeyIds: resources.logKeys.map(({ key }) => key.keyId).join(','),
      IncidentTopic: resources.incidents.topicArn,
    };
    for (const [folder, { source, summary, access }] of Object.entries<Trigger>(triggers)) {
      if (!('operator' in source)) continue;
      const timeout = source.seconds;
      const lambda = new Lambda(this, { id: folder, summary, access, deployment, resources, timeout });
      outputs[`${pascal(folder.split('/').at(-1) ?? folder)}Function`] = lambda.function.functionName;
    }
    for (const [name, value] of Object.entries(outputs)) new CfnOutput(this, name, { value });
  }
}
