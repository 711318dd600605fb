/**
 * The checks over a deployment that runs, over the local cloud: each passes, and one that is led to other things than those
 * that it is for fails. What the first part finds is left for `npm run hipaa` and `npm test`, which hold the matrix to it.
 */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { beforeAll, describe, expect, onTestFinished, test, vi } from 'vitest';
import { clientsOf, type Live } from '../../hipaa/deployment/live.ts';
import { leaveFindings } from '../../hipaa/findings-folder.ts';
import { AWS_ALONE, LIVE_CHECKS, type LiveCheckId, lookAt } from '../../hipaa/live-checks.ts';
import { parseTenant } from '../../lib/tenant.ts';
import { cloud, invoke, output, settings } from './cloud.ts';

const ids = (Object.keys(LIVE_CHECKS) as LiveCheckId[]).filter((id) => !AWS_ALONE.some((one) => one === id));
const tenant = parseTenant('demo', readFileSync('tenants/demo.json', 'utf8'));
const live: Live = {
  tenant,
  address: cloud.apiUrl,
  outputs: { ...cloud.outputs, ApiAddress: cloud.awsEnvironment.AWS_ENDPOINT_URL },
  clients: clientsOf(settings),
};

/** A log with an event in it, archived and signed: a deployment that nobody uses has nothing to look at. */
beforeAll(async () => {
  await invoke(output('CreateProjectFunction'), {
    name: 'Looked at',
    environment: 'test',
    relying_party_id: 'localhost',
    relying_party_name: 'Looked at',
    origins: ['http://localhost:4100'],
    sign_up: 'closed',
    operator: 'arn:aws:iam::000000000000:user/test',
  });
  const filled = async () => expect((await lookAt(live, 'archive-deployed')).looked).toBeGreaterThan(1);
  await vi.waitFor(filled, { timeout: 120_000, interval: 1_000 });
});

describe('the local cloud', () => {
  test.each(ids)('%s', async (id) => {
    const finding = await lookAt(live, id);
    leaveFindings('live', { [id]: finding });
    console.log(`${id}: ${finding.looked} looked at`);
    expect(finding.wrong).toEqual([]);
    expect(finding.looked).toBeGreaterThan(0);
  });
});

test('a person asks from a terminal, sees how far it is, and keeps what was found', () => {
  const out = mkdtempSync(join(tmpdir(), 'hale-live-'));
  onTestFinished(() => rmSync(out, { recursive: true }));
  const command = ['hipaa/hipaa.ts', 'live', '--local', '--address', cloud.apiUrl, '--out', out];
  const env = { ...process.env, HALE_STATE_DIR: dirname(cloud.certificate) };
  const { stdout, stderr, status } = spawnSync(process.execPath, command, { env, encoding: 'utf8' });
  expect(stderr).toBe('');
  expect(stdout).toContain(`${ids.length} of ${ids.length} ok`);
  expect(status).toBe(0);
  const { tenant: name, findings } = JSON.parse(readFileSync(join(out, 'live.json'), 'utf8'));
  expect([name, Object.keys(findings)]).toEqual(['demo', ids]);
});

describe('a check that is led elsewhere fails', () => {
  const led = (outputs: Readonly<Record<string, string>>): Live => ({
    ...live,
    outputs: { ...live.outputs, ...outputs },
  });

  test('the archive to a bucket that is not locked', async () => {
    const { wrong } = await lookAt(led({ ArchiveBucket: cloud.outputs.LiveBucket ?? '' }), 'archive-deployed');
    expect(wrong).not.toEqual([]);
  });

  test('the key of tokens to another one', async () => {
    const [LogKeyId = ''] = (cloud.outputs.LogKeyIds ?? '').split(',');
    const { wrong } = await lookAt(led({ TokenKeyIds: LogKeyId }), 'tokens-published');
    expect(wrong).toEqual(['a key is published that KMS does not hold']);
  });

  test('a table that is not there', async () => {
    const finding = await lookAt(led({ AuditTable: 'none' }), 'tables-deployed');
    expect(finding.looked).toBe(0);
    expect(finding.wrong[0]).toMatch(/^it could not be asked/);
  });

  test.each(AWS_ALONE)('%s, where the emulator leaves out what the template says', async (id) => {
    const { looked, wrong } = await lookAt(live, id);
    expect(looked).toBeGreaterThan(0);
    expect(wrong).not.toEqual([]);
  });

  test('a tenant that is not deployed', async () => {
    const finding = await lookAt({ ...live, tenant: { ...tenant, name: 'nobody' } }, 'functions-deployed');
    expect(finding.looked).toBe(0);
  });
});
