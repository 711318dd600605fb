/** §164.312(e)(1) and (b): the one way in takes HTTPS, is throttled, and keeps a log without personal data. */
import { all, each } from '../check.ts';
import { find, labelOf, type TemplateCheck } from '../template/templates.ts';

/** Context variables of API Gateway that would write an address, a path or a query into the log. */
const PERSONAL = /\$context\.(identity\.|path\b|authorizer\.|error\.message)|sourceIp|queryString/;

export const apiGuarded: TemplateCheck = {
  says: 'the API is an HTTP API, which takes TLS 1.2 or newer alone; it is throttled, and its log names nobody',
  look: (templates) =>
    all(
      each(find(templates, 'AWS::ApiGatewayV2::Api'), (api) => [
        api.Properties.ProtocolType !== 'HTTP' && `${labelOf(api)} is no HTTP API`,
      ]),
      each(find(templates, 'AWS::ApiGatewayV2::Stage'), (stage) => {
        const { AccessLogSettings, DefaultRouteSettings } = stage.Properties;
        const { DestinationArn, Format = '' } = (AccessLogSettings ?? {}) as Record<string, string>;
        const limits = (DefaultRouteSettings ?? {}) as Record<string, number>;
        return [
          !DestinationArn && `${labelOf(stage)} keeps no log`,
          PERSONAL.test(Format) && `${labelOf(stage)} logs who calls, or what for`,
          !(Number(limits.ThrottlingRateLimit) > 0) && `${labelOf(stage)} is not throttled`,
        ];
      }),
    ),
};
