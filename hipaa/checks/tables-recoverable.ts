/** §164.308(a)(7)(ii)(A): exact copies can be retrieved, and nobody deletes a table in passing. */
import { each } from '../check.ts';
import { find, labelOf, type TemplateCheck } from '../template/templates.ts';

interface Replica {
  readonly DeletionProtectionEnabled?: boolean;
  readonly PointInTimeRecoverySpecification?: { readonly PointInTimeRecoveryEnabled?: boolean };
}

export const tablesRecoverable: TemplateCheck = {
  says: 'every table can be restored to any second of its last 35 days, refuses deletion, and outlives its stack',
  look: (templates) =>
    each(find(templates, 'AWS::DynamoDB::GlobalTable'), (table) => {
      const replicas = (table.Properties.Replicas ?? []) as unknown as Replica[];
      const every = (holds: (replica: Replica) => boolean | undefined) => replicas.length > 0 && replicas.every(holds);
      return [
        !every((one) => one.PointInTimeRecoverySpecification?.PointInTimeRecoveryEnabled) &&
          `${labelOf(table)} has no point-in-time recovery`,
        !every((one) => one.DeletionProtectionEnabled) && `${labelOf(table)} may be deleted`,
        (table.DeletionPolicy !== 'Retain' || table.UpdateReplacePolicy !== 'Retain') &&
          `${labelOf(table)} goes with its stack`,
      ];
    }),
};
