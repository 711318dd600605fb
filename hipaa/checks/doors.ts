/** §164.312(a)(1): functions are reached by the declared ways and no other. */
import { all, each } from '../check.ts';
import { find, labelOf, type TemplateCheck } from '../template/templates.ts';

const CALLERS = ['apigateway.amazonaws.com', 'events.amazonaws.com'];

export const doors: TemplateCheck = {
  says: 'functions are called by API Gateway and by clocks of this account alone: no function has an address of its own',
  look: (templates) => {
    const urls = find(templates, 'AWS::Lambda::Url').map(labelOf);
    const found = each(find(templates, 'AWS::Lambda::Permission'), (permission) => {
      const { Principal, SourceArn, SourceAccount } = permission.Properties;
      return [
        !CALLERS.includes(String(Principal)) && `${labelOf(permission)} lets in ${String(Principal)}`,
        !SourceArn && !SourceAccount && `${labelOf(permission)} does not say for whom`,
      ];
    });
    return all(found, { looked: 1, wrong: urls.map((url) => `${url} is an address of a function`) });
  },
};
