/** §164.312(a)(1): nothing in a bucket is for the public, and no object can be given to another account. */
import { each } from '../check.ts';
import { find, labelOf, type TemplateCheck } from '../template/templates.ts';

const SHUT = ['BlockPublicAcls', 'BlockPublicPolicy', 'IgnorePublicAcls', 'RestrictPublicBuckets'] as const;

export const bucketsShut: TemplateCheck = {
  says: 'every bucket blocks public access in all four ways and owns what is in it',
  look: (templates) =>
    each(find(templates, 'AWS::S3::Bucket'), (bucket) => {
      const { PublicAccessBlockConfiguration, OwnershipControls } = bucket.Properties;
      const block = (PublicAccessBlockConfiguration ?? {}) as Record<string, unknown>;
      return [
        ...SHUT.map((way) => block[way] !== true && `${labelOf(bucket)} lacks ${way}`),
        !JSON.stringify(OwnershipControls ?? '').includes('"BucketOwnerEnforced"') && `${labelOf(bucket)} takes ACLs`,
      ];
    }),
};
