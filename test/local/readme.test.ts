/** The README's tour, command by command as it is printed, against a local cloud. */
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { beforeAll, describe, expect, test, vi } from 'vitest';
import { CHECKOUT } from '../../lib/local/paths.ts';
import { type Clinic, good, makeClinic } from './clinic.ts';
import { cloud } from './cloud.ts';

const [, tour = ''] =
  /^## A five-minute tour$(.*?)^## /ms.exec(readFileSync(join(CHECKOUT, 'README.md'), 'utf8')) ?? [];
const blocks = [...tour.matchAll(/^```sh\n(.*?)^```$/gms)].map(([, commands = '']) => commands);
const [makePeople = '', ...prove] = blocks;
let clinic: Clinic;
let environment: NodeJS.ProcessEnv;

/** What a terminal would show. */
function type(commands: string): string {
  const { stdout, stderr } = spawnSync('bash', ['-c', commands], { cwd: CHECKOUT, env: environment, encoding: 'utf8' });
  return stdout + stderr;
}

/** The newest organization's first event is in a signed checkpoint. */
async function isArchived(): Promise<void> {
  const { secret: bearer } = clinic;
  const events = await good<{ data: { id: string }[] }>('GET', '/v1/events?events=organization.created', { bearer });
  await good('GET', `/v1/audit-events/${events.data[0]?.id}/proof`, { bearer });
}

beforeAll(async () => {
  clinic = await makeClinic('Reader of the README');
  const body = { name: 'Riverside Clinic' };
  const organization = await good<{ id: string }>('POST', '/v1/organizations', { bearer: clinic.secret, body });
  environment = {
    ...process.env,
    HALE_URL: cloud.apiUrl,
    HALE_KEY: clinic.secret,
    HALE_ORG: organization.id,
    HALE_STATE_DIR: dirname(cloud.certificate),
  };
});

describe("the README's tour", () => {
  test('makes an organization and a user', () => {
    const told = type(makePeople);

    expect(told).toMatch(/"id":"org_[0-9A-Z]{26}",.*"name":"Lakeside Dental"/);
    expect(told).toMatch(/"id":"user_[0-9A-Z]{26}",.*"email":"kim@example.com"/);
  });

  test('proves an event, verifies the archive, and finds the one byte that was changed', async () => {
    await vi.waitFor(isArchived, { timeout: 200_000, interval: 1_000 });
    const told = type(prove.join('\n'));

    expect(told).toMatch(/Entry 0 of .*, signed at size \d+:\n\{"commitment":/);
    expect(told).toMatch(/\d+ objects in .*, \d+ of them copied now\./);
    const [before = '', after = ''] = told.split(/^(?=DIFFERENCE)/m);
    expect(before).toMatch(/Everything .*is as it was signed\./);
    expect(after).toMatch(/DIFFERENCE in .*\/segments\/.* at entry 0: /);
  });
});
