/**
 * What looks after the audit log, deployed: the reconciler holds the table against real S3 with the rights that it has,
 * and an operator asks how the log is and what may leave the table.
 */
import { paginateListFunctions } from '@aws-sdk/client-lambda';
import { beforeAll, describe, expect, it } from 'vitest';
import type { LogStatus } from '../../lambdas/log/get-status/request.ts';
import type { PlanCleanUpAnswer } from '../../lambdas/log/plan-clean-up/request.ts';
import type { CreateProjectAnswer } from '../../lambdas/project/create-project/request.ts';
import { invoke, lambda, output } from './cloud.ts';

/** Functions of clocks have no output. */
async function functionOf(name: string): Promise<string> {
  for await (const { Functions = [] } of paginateListFunctions({ client: lambda }, {})) {
    const found = Functions.find(({ FunctionName = '' }) => FunctionName.startsWith(`demo-audit-${name}Function`));
    if (found?.FunctionName) return found.FunctionName;
  }
  throw new Error(`there is no function ${name}`);
}

const status = () => invoke<LogStatus>(output('GetStatusFunction'), {});

beforeAll(async () => {
  await invoke<CreateProjectAnswer>(output('CreateProjectFunction'), {
    name: 'Looked after',
    environment: 'test',
    relying_party_id: 'localhost',
    relying_party_name: 'Looked after',
    origins: ['http://localhost:4100'],
    sign_up: 'closed',
    operator: 'arn:aws:iam::000000000000:user/test',
  });
  await invoke(await functionOf('LogSweepLanes'), {});
});

describe('log/reconcile', () => {
  it('holds every log against the table, with the rights that it is given', async () => {
    await invoke(await functionOf('LogReconcile'), {});
    const { reconciled } = await status();
    console.log(`reconciler in the local cloud: ${reconciled.entries} entries of ${reconciled.logs} logs`);
    expect(reconciled.under_way || reconciled.finished_at !== undefined).toBe(true);
  });
});

describe('log/get-status', () => {
  it('measures every log', async () => {
    const { logs, of, entries, clean_up, hot_retention_days, followers } = await status();
    expect(logs).toBe(of);
    expect(entries).toBeGreaterThan(0);
    expect([clean_up, hot_retention_days, Object.keys(followers)]).toEqual(['off', 90, ['search', 'siem']]);
  });
});

describe('the clean-up', () => {
  it('is planned from the archive, and finds nothing that is old enough', async () => {
    const plan = await invoke<PlanCleanUpAnswer>(output('PlanCleanUpFunction'), {});
    expect(plan).toMatchObject({ clean_up: 'off', removable: 0, failed: 0 });
    expect(plan.logs).toBe(plan.of);
  });

  it('does nothing while the tenant has it off', async () => {
    await expect(invoke(await functionOf('LogCleanUp'), {})).resolves.not.toThrow();
  });
});
