/** §164.312(a)(2)(iv): objects at rest are encrypted, whoever puts them. */
import { each } from '../check.ts';
import { find, labelOf, type TemplateCheck } from '../template/templates.ts';

interface Encryption {
  readonly ServerSideEncryptionConfiguration?: readonly {
    readonly ServerSideEncryptionByDefault?: { readonly SSEAlgorithm?: string; readonly KMSMasterKeyID?: string };
  }[];
}

export const bucketsEncrypted: TemplateCheck = {
  says: 'every bucket encrypts what is put into it with AES-256, under a KMS key where it holds what people asked for',
  look: (templates) =>
    each(find(templates, 'AWS::S3::Bucket'), (bucket) => {
      const { ServerSideEncryptionConfiguration: rules = [] } = (bucket.Properties.BucketEncryption ??
        {}) as Encryption;
      const [rule] = rules.map((one) => one.ServerSideEncryptionByDefault);
      // Exports lie in the live bucket; what the archive holds is sealed per person before it gets there (ADR 0005).
      const needsKey = bucket.id.startsWith('Live');
      return [
        !['AES256', 'aws:kms'].includes(rule?.SSEAlgorithm ?? '') && `${labelOf(bucket)} is not encrypted`,
        needsKey &&
          !rule?.KMSMasterKeyID?.startsWith('arn:aws:kms:') &&
          `${labelOf(bucket)} is not under a key of the customer`,
      ];
    }),
};
