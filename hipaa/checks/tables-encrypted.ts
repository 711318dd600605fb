/** §164.312(a)(2)(iv): rows at rest are encrypted, under a key that the customer holds. */
import { each } from '../check.ts';
import { find, labelOf, type TemplateCheck } from '../template/templates.ts';

interface Replica {
  readonly SSESpecification?: { readonly KMSMasterKeyId?: string };
}

export const tablesEncrypted: TemplateCheck = {
  says: 'every table is encrypted under a customer managed KMS key, in every Region that it is in',
  look: (templates) =>
    each(find(templates, 'AWS::DynamoDB::GlobalTable'), (table) => {
      const { SSESpecification, Replicas } = table.Properties;
      const sse = SSESpecification as { SSEEnabled?: boolean; SSEType?: string } | undefined;
      const replicas = (Replicas ?? []) as unknown as Replica[];
      const keyed = replicas.length > 0 && replicas.every((one) => /^arn:aws:kms:/.test(keyOf(one)));
      return [
        (sse?.SSEEnabled !== true || sse.SSEType !== 'KMS') && `${labelOf(table)} is not encrypted by KMS`,
        !keyed && `${labelOf(table)} names no key of its own`,
      ];
    }),
};

const keyOf = ({ SSESpecification }: Replica): string => SSESpecification?.KMSMasterKeyId ?? '';
