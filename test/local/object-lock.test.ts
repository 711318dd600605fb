/** The archive's Object Lock, which the local cloud applies after the deployment. */
import { GetObjectLockConfigurationCommand } from '@aws-sdk/client-s3';
import { expect, test } from 'vitest';
import { output, s3 } from './cloud.ts';

test('the archive holds every object in compliance mode', async () => {
  const { ObjectLockConfiguration } = await s3.send(
    new GetObjectLockConfigurationCommand({ Bucket: output('ArchiveBucket') }),
  );

  expect(ObjectLockConfiguration?.Rule?.DefaultRetention?.Mode).toBe('COMPLIANCE');
});
