/** §164.308(a)(4)(i): what belongs to one tenant carries its name, and names nothing of another. */
import { all, each } from '../check.ts';
import { find, labelOf, type TemplateCheck, tenantOf } from '../template/templates.ts';

export const tenantsApart: TemplateCheck = {
  says: 'every role carries the tag of its tenant, which its keys ask for, and no stack names a resource of another tenant',
  look: (templates) =>
    all(
      each(find(templates, 'AWS::IAM::Role'), (role) => {
        const tag = { Key: 'hale:tenant', Value: tenantOf(templates, role).name };
        return [
          !JSON.stringify(role.Properties.Tags ?? '').includes(JSON.stringify(tag)) && `${labelOf(role)} has no tag`,
        ];
      }),
      each(Object.entries(templates.stacks), ([stack, resources]) => {
        const { name } = tenantOf(templates, { stack });
        const others = templates.tenants.filter((other) => other.name !== name && !name.startsWith(`${other.name}-`));
        const text = JSON.stringify(resources);
        return others.map(
          (other) => text.includes(`"${other.name}-data-`) && `${stack} names something of ${other.name}`,
        );
      }),
    ),
};
