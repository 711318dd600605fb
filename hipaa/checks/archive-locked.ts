/** §164.312(c)(1) and §164.316(b)(2)(i): the archive cannot be destroyed for six years and one more, by anybody. */
import { MIN_RETENTION_DAYS } from '../../lib/tenant.ts';
import { each } from '../check.ts';
import { labelOf, named, type TemplateCheck, tenantOf } from '../template/templates.ts';

interface Lock {
  readonly ObjectLockEnabled?: string;
  readonly Rule?: { readonly DefaultRetention?: { readonly Mode?: string; readonly Days?: number } };
}

export const archiveLocked: TemplateCheck = {
  says: 'the archive bucket locks every object in COMPLIANCE mode for the tenant’s retention, seven years at least',
  look: (templates) =>
    each(named(templates, 'AWS::S3::Bucket', 'Archive'), (bucket) => {
      const { Rule } = (bucket.Properties.ObjectLockConfiguration ?? {}) as Lock;
      const { Mode, Days = 0 } = Rule?.DefaultRetention ?? {};
      const wanted = Math.max(MIN_RETENTION_DAYS, tenantOf(templates, bucket).retentionDays);
      return [
        (bucket.Properties.ObjectLockEnabled !== true || Mode !== 'COMPLIANCE') && `${labelOf(bucket)} is not locked`,
        Days < wanted && `${labelOf(bucket)} is locked for ${Days} days, not ${wanted}`,
        bucket.DeletionPolicy !== 'Retain' && `${labelOf(bucket)} goes with its stack`,
      ];
    }),
};
