/**
 * The directory in the local cloud: the deployed function lists what was signed, under real IAM, Object Lock and KMS, and
 * a copy of the bucket is verified with it.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { ListFunctionsCommand } from '@aws-sdk/client-lambda';
import { afterAll, expect, it } from 'vitest';
import type { CreateProjectAnswer } from '../../lambdas/project/create-project/request.ts';
import { pullArchive } from '../../lib/operator/archive-pull.ts';
import { verifyFolder } from '../../lib/verify/verify-folder.ts';
import { invoke, lambda, output, settings } from './cloud.ts';

const folder = mkdtempSync(join(tmpdir(), 'hale-directory-'));
const silent = { update: () => {}, stop: () => {} };
afterAll(() => rmSync(folder, { recursive: true, force: true }));

async function functionOf(name: string): Promise<string> {
  for (let Marker: string | undefined; ; ) {
    const page = await lambda.send(new ListFunctionsCommand({ Marker }));
    const found = page.Functions?.find(({ FunctionName = '' }) => FunctionName.includes(name))?.FunctionName;
    if (found) return found;
    if (!page.NextMarker) throw new Error(`there is no function ${name}`);
    Marker = page.NextMarker;
  }
}

it('lists a new log once it is signed, and is verified with it', async () => {
  const { project_id: project } = await invoke<CreateProjectAnswer>(output('CreateProjectFunction'), {
    name: 'Listed clinic',
    environment: 'test',
    relying_party_id: 'localhost',
    relying_party_name: 'Listed clinic',
    origins: ['http://localhost:4100'],
    sign_up: 'closed',
    operator: 'arn:aws:iam::000000000000:user/test',
  });
  const publishDirectory = await functionOf('LogPublishDirectory');
  for (let attempt = 0; ; attempt++) {
    // A checkpoint follows the one before by a minute at least, and so the directory's newest may wait for the next run.
    await invoke(publishDirectory, {});
    await pullArchive(folder, output('ArchiveBucket'), { ...settings, forcePathStyle: true }, silent);
    const report = verifyFolder(folder, { allow: { unsignedTail: true } });
    expect(report.differences).toEqual([]);
    const directory = report.logs.find(({ origin }) => origin.endsWith('/directory'));
    const listed = directory && directory.signed === directory.entries && report.directoryChecked;
    if (listed && report.logs.some(({ origin }) => origin.endsWith(`/${project}`))) {
      expect(report.locksChecked).toBe(true);
      console.log(`directory: ${directory.entries} heads of ${report.logs.length - 1} logs, signed and locked`);
      return;
    }
    if (attempt === 30) throw new Error('the directory was not signed');
    await sleep(10_000);
  }
});
