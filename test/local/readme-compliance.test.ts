/** The README's section on compliance, command by command as it is printed, against a local cloud. */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { beforeAll, describe, expect, test, vi } from 'vitest';
import { CHECKOUT } from '../../lib/local/paths.ts';
import { type Clinic, good, makeClinic } from './clinic.ts';
import { cloud } from './cloud.ts';

const [, section = ''] = /^## Compliance$(.*?)^## /ms.exec(readFileSync(join(CHECKOUT, 'README.md'), 'utf8')) ?? [];
const [bundle = '', breach = '', posture = ''] = [...section.matchAll(/^```sh\n(.*?)^```$/gms)].map(
  ([, commands = '']) => commands,
);
let clinic: Clinic;
let environment: NodeJS.ProcessEnv;

/** What a terminal would show. */
function type(commands: string): string {
  const { stdout, stderr } = spawnSync('bash', ['-c', commands], { cwd: CHECKOUT, env: environment, encoding: 'utf8' });
  return stdout + stderr;
}

beforeAll(async () => {
  clinic = await makeClinic('Reader of the section on compliance');
  environment = {
    ...process.env,
    HALE_URL: cloud.apiUrl,
    HALE_KEY: clinic.secret,
    HALE_API_KEY: clinic.secret,
    HALE_STATE_DIR: dirname(cloud.certificate),
    TOUR: mkdtempSync(join(tmpdir(), 'hale-tour-')),
  };
});

describe("the README's commands", () => {
  test('hand a person what is kept of them, and check it', async () => {
    const signed = () => good('GET', '/v1/audit-log/checkpoint', { bearer: clinic.secret });
    await vi.waitFor(signed, { timeout: 200_000, interval: 1_000 });
    const told = type(bundle);
    expect(told).toMatch(/^subject_export about user user_[0-9A-Z]{26}, .*: \d+ parts$/m);
    expect(told).toContain('Everything is as it was signed.');
  });

  test('contain a breach', () => {
    const told = type(breach);
    expect(told.match(/^ +DONE +api_key +key_[0-9A-Z]{26} +1 changed$/gm)).toHaveLength(2);
    expect(told).toMatch(/^brh_[0-9A-Z]{26} {2}contained {2}Key in a public repository$/m);
    expect(told).toMatch(/RUNNING +covered_entity_sla +by \d{4}-\d\d-\d\d/);
  });

  test('show what the preset would change, and whether the project is in policy', () => {
    const told = type(posture);
    expect(told).toMatch(/^ +settings.preset: none -> hipaa$/m);
    expect(told).toContain('Nothing was changed: this was a dry run.');
    expect(told).toMatch(/^PASS +agreement.in_force +baa_[0-9A-Z]{26}/m);
    expect(told).toMatch(/^NOT in policy at /m);
  });
});
