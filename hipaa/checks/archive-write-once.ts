/** §164.312(c)(1): no archived object is hidden by a delete marker or a second version. */
import { each } from '../check.ts';
import { labelOf, list, named, type Statement, statementsOf, type TemplateCheck } from '../template/templates.ts';

const denies = (statements: readonly Statement[], action: string, condition?: string): boolean =>
  statements.some(
    ({ Effect, Action, Condition }) =>
      Effect === 'Deny' &&
      list(Action).includes(action) &&
      JSON.stringify(Condition) === (condition && JSON.stringify({ Null: { [condition]: 'true' } })),
  );

export const archiveWriteOnce: TemplateCheck = {
  says: 'the archive bucket refuses every deletion, and every put that could replace an object, to everybody',
  look: (templates) =>
    each(named(templates, 'AWS::S3::BucketPolicy', 'ArchivePolicy'), (policy) => {
      const statements = statementsOf(policy.Properties.PolicyDocument);
      return [
        ...['s3:DeleteObject', 's3:DeleteObjectVersion', 's3:BypassGovernanceRetention'].map(
          (action) => !denies(statements, action) && `${labelOf(policy)} permits ${action}`,
        ),
        !denies(statements, 's3:PutObject', 's3:if-none-match') && `${labelOf(policy)} permits a second version`,
      ];
    }),
};
