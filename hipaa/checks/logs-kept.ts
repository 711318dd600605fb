/** §164.316(b)(2)(i): what functions log is kept for six years at least, encrypted. */
import { each } from '../check.ts';
import { find, labelOf, type TemplateCheck } from '../template/templates.ts';

/** Six years, two of them leap years. */
const SIX_YEARS = 2192;

export const logsKept: TemplateCheck = {
  says: 'every log group is under a customer managed key, is kept for six years or more, and outlives its stack',
  look: (templates) =>
    each(find(templates, 'AWS::Logs::LogGroup'), (group) => {
      const { KmsKeyId, RetentionInDays = Number.POSITIVE_INFINITY } = group.Properties;
      return [
        !String(KmsKeyId ?? '').startsWith('arn:aws:kms:') && `${labelOf(group)} is not under a key of the customer`,
        Number(RetentionInDays) < SIX_YEARS && `${labelOf(group)} is kept for ${String(RetentionInDays)} days`,
        group.DeletionPolicy !== 'Retain' && `${labelOf(group)} goes with its stack`,
      ];
    }),
};
