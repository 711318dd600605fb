/** §164.308(a)(3)(ii)(A): who may remove rows of the log is one role, which a person takes with a second factor. */
import { all, each } from '../check.ts';
import { granted, labelOf, list, named, statementsOf, type TemplateCheck, tenantOf } from '../template/templates.ts';

export const cleanUpGuarded: TemplateCheck = {
  says: 'the clean-up role is taken by a person with MFA, or by the one function that is tagged for it, and by no other',
  look: (templates) =>
    all(
      each(named(templates, 'AWS::IAM::Role', 'Cleanup'), (role) => {
        const { cleanUp } = tenantOf(templates, role);
        const trusts = statementsOf(role.Properties.AssumeRolePolicyDocument);
        const ways = trusts.map(({ Condition }) => JSON.stringify(Condition ?? {}));
        const known = ways.filter((way) => way.includes('aws:MultiFactorAuthPresent') || way.includes('hale:clean-up'));
        return [
          known.length < ways.length && `${labelOf(role)} is taken without a condition`,
          ways.length > (cleanUp === 'on' ? 2 : 1) && `${labelOf(role)} is taken by more than it should be`,
        ];
      }),
      each(granted(templates), ({ Action, Resource, role, Effect }) => {
        const assumes = Effect === 'Allow' && list(Action).includes('sts:AssumeRole');
        const cleanup = list(Resource).some((one) => /-Cleanup[0-9A-F]{8}$/.test(one));
        const isCleaner = role.id.startsWith('LogCleanUpRole');
        return [assumes && cleanup && !isCleaner && `${labelOf(role)} may take the clean-up role`];
      }),
    ),
};
