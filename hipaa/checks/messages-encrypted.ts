/** §164.312(a)(2)(iv): what waits in a queue or goes through a topic is encrypted at rest. */
import { all, each } from '../check.ts';
import { find, labelOf, type TemplateCheck, type Templates } from '../template/templates.ts';

const keyed = (templates: Templates, type: string) =>
  each(find(templates, type), (one) => [
    !String(one.Properties.KmsMasterKeyId ?? '').startsWith('arn:aws:kms:') &&
      `${labelOf(one)} is not under a key of the customer`,
  ]);

export const messagesEncrypted: TemplateCheck = {
  says: 'every queue and every topic is encrypted under a customer managed key',
  look: (templates) => all(keyed(templates, 'AWS::SQS::Queue'), keyed(templates, 'AWS::SNS::Topic')),
};
