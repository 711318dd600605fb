/** §164.308(a)(8): what the template promises is what was deployed: its checks are made again over the deployed stacks. */
import { GetTemplateCommand } from '@aws-sdk/client-cloudformation';
import { LOGGING_STACKS } from '../../lib/areas.ts';
import { passes } from '../check.ts';
import { liveCheck } from '../deployment/live.ts';
import { resolve, type Template } from '../template/synthesis.ts';
import type { Templates } from '../template/templates.ts';
import { TEMPLATE_CHECKS } from '../template-checks.ts';

export const stacksDeployed = liveCheck({
  says: 'every stack is deployed, and the deployed templates pass every check that is made over the synthesized ones',
  read: async ({ clients, tenant }): Promise<Templates> => {
    const templates: Record<string, Template> = {};
    for (const stack of ['data', ...LOGGING_STACKS]) {
      const StackName = `${tenant.name}-${stack}`;
      const { TemplateBody = '{}' } = await clients.cloudformation.send(new GetTemplateCommand({ StackName }));
      templates[StackName] = { Resources: {}, ...(JSON.parse(TemplateBody) as Partial<Template>) };
    }
    return { stacks: resolve(templates, [tenant]), tenants: [tenant] };
  },
  judge: (templates) => {
    const findings = Object.entries(TEMPLATE_CHECKS).map(([id, { look }]) => ({ id, ...look(templates) }));
    return {
      looked: findings.every(({ looked }) => looked > 0) ? findings.length : 0,
      wrong: findings
        .filter((one) => !passes(one))
        .map(({ id, wrong }) => `${id}: ${wrong[0] ?? 'nothing to look at'}`),
    };
  },
});
