/** §164.308(a)(4)(ii)(B) and §164.312(a)(1): each program has what it needs and nothing else. */
import { all, each } from '../check.ts';
import { find, granted, labelOf, list, type TemplateCheck } from '../template/templates.ts';

export const leastPrivilege: TemplateCheck = {
  says: 'every function has a role of its own, without managed policies and without a wildcard among its actions',
  look: (templates) => {
    const functions = find(templates, 'AWS::Lambda::Function');
    const users = Map.groupBy(functions, ({ Properties }) => String(Properties.Role));
    return all(
      each(functions, (one) => {
        const shared = (users.get(String(one.Properties.Role)) ?? []).length > 1;
        return [shared && `${labelOf(one)} shares its role`];
      }),
      each(find(templates, 'AWS::IAM::Role'), (role) => {
        const managed = role.Properties.ManagedPolicyArns !== undefined && users.has(arnOf(role));
        return [managed && `${labelOf(role)} has a managed policy`];
      }),
      each(granted(templates), ({ Action, Effect, role }) =>
        list(Action).map((action) => Effect === 'Allow' && action.includes('*') && `${labelOf(role)} may do ${action}`),
      ),
    );
  },
};

const arnOf = ({ Properties, stack, id }: ReturnType<typeof find>[number]): string =>
  String(Properties.Arn ?? `arn:aws:iam::${accountIn(Properties)}:role/${stack}-${id}`);

const accountIn = (properties: object): string => /:(\d{12}):/.exec(JSON.stringify(properties))?.[1] ?? '';
