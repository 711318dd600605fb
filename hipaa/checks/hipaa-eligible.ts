/** §164.308(b)(1) and §164.314(a): personal data is kept by services alone that AWS takes under its BAA. */
import { SERVICES, serviceOf } from '../../lib/hipaa-eligible.ts';
import { all, each } from '../check.ts';
import { granted, labelOf, list, type TemplateCheck } from '../template/templates.ts';

const CALLED = SERVICES.map(({ prefix }) => prefix);

export const hipaaEligible: TemplateCheck = {
  says: 'the stacks consist of, and functions may call, AWS services on the list of eligible ones and no other',
  look: (templates) => {
    const resources = Object.entries(templates.stacks).flatMap(([stack, ones]) =>
      Object.entries(ones).map(([id, { Type }]) => ({ label: labelOf({ stack, id }), type: Type })),
    );
    return all(
      each(resources, ({ label, type }) => [!serviceOf(type) && `${label} is a ${type}`]),
      each(granted(templates), ({ Action, role }) =>
        list(Action).map((one) => !CALLED.includes(one.split(':')[0] ?? '') && `${labelOf(role)} may call ${one}`),
      ),
    );
  },
};
