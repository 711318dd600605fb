/** §164.312(b) and (c)(1): rows of the audit log are added, and by nobody changed or removed. */
import { OVERWRITES } from '../../lib/constructs/tables.ts';
import { all, each } from '../check.ts';
import { granted, labelOf, list, named, statementsOf, type TemplateCheck } from '../template/templates.ts';

const TABLES = ['Audit', 'Lanes'];

interface Replica {
  readonly ResourcePolicy?: { readonly PolicyDocument?: never };
}

export const logInsertOnly: TemplateCheck = {
  says: 'the tables of the log deny whatever overwrites, but to the clean-up role, and no function is granted any of it',
  look: (templates) => {
    const tables = TABLES.flatMap((name) => named(templates, 'AWS::DynamoDB::GlobalTable', name));
    const names = tables.map(labelOf).map((label) => `table/${label.replace('/', '-')}`);
    return all(
      each(tables, (table) => {
        const replicas = (table.Properties.Replicas ?? []) as unknown as Replica[];
        const shut = replicas.every(({ ResourcePolicy }) => {
          const denied = statementsOf(ResourcePolicy?.PolicyDocument).filter(({ Effect }) => Effect === 'Deny');
          return OVERWRITES.every((action) => denied.some(({ Action }) => list(Action).includes(action)));
        });
        return [(!shut || replicas.length === 0) && `${labelOf(table)} may be overwritten`];
      }),
      each(granted(templates), ({ Effect, Action, Resource, role }) => {
        const may = Effect === 'Allow' && list(Action).some((action) => OVERWRITES.includes(action));
        const here = list(Resource).some((one) => names.some((name) => one.endsWith(name)));
        return [may && here && `${labelOf(role)} may change rows of the log`];
      }),
    );
  },
};
