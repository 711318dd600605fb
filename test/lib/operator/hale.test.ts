/** The operator's command line as a person meets it: what it offers, and how it says that it was called wrongly. */
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { expect, test } from 'vitest';

const HALE = join(import.meta.dirname, '../../../bin/hale.ts');
/** No credentials, and an address where nothing listens: port 1. */
const env = {
  PATH: process.env.PATH,
  AWS_REGION: 'us-east-1',
  AWS_CONFIG_FILE: '/dev/null',
  AWS_SHARED_CREDENTIALS_FILE: '/dev/null',
  AWS_EC2_METADATA_DISABLED: 'true',
};

function hale(args: readonly string[], more: Record<string, string> = {}) {
  const { status, stdout, stderr } = spawnSync(process.execPath, [HALE, ...args], {
    encoding: 'utf8',
    env: { ...env, ...more },
  });
  return { status, stdout, stderr };
}

const project = ['project', 'create', '--name', 'Clinic', '--rp-id', 'localhost', '--origin', 'http://localhost:1'];
const operator = ['operator', 'add', '--project', `proj_${'0'.repeat(26)}`, '--email', 'a@clinic.test'];
const create = [...project, '--environment', 'test', '--function', 'create-project'];

test('tells what it can do', () => {
  const { status, stdout } = hale(['--help']);

  expect(status).toBe(0);
  for (const command of [
    'project',
    'operator',
    'tenant',
    'archive',
    'breached-list',
    'outbox',
    'verify',
    'verify-proof',
  ])
    expect(stdout).toContain(command);
});

test.each([
  ['an unknown command', ['fly'], 'unknown command'],
  ['a missing option', project, "required option '--environment <environment>' not specified"],
  ['a value that no project can have', [...project, '--environment', 'staging'], '--environment: '],
  ['an origin with a path', [...create, '--origin', 'http://localhost/path'], '--origin: '],
  ['a role that there is not', [...operator, '--roles', 'king'], '--roles: '],
  [
    'a project that is no id',
    ['operator', 'add', '--project', 'x', '--email', 'a@b.test', '--roles', 'owner'],
    '--project: ',
  ],
  ['a preset that there is not', [...create, '--preset', 'gdpr'], '--preset: '],
  ['settings that contradict', [...create, '--preset', 'hipaa', '--passwords', 'on'], 'passwords_under_hipaa'],
  ['the preset without an agreement', [...create, '--preset', 'hipaa'], '--baa-document: '],
  ['a tenant that has no file', ['archive', 'pull', '/tmp/x', '--tenant', 'nobody'], 'There is no tenants/nobody.json'],
  ['a folder that is not there', ['verify', '/nowhere/at/all'], 'There is no folder'],
])('called wrongly, by %s, says so and ends with 2', (_, args, message) => {
  const { status, stderr } = hale(args);

  expect(stderr).toContain(message);
  expect(status).toBe(2);
});

test('what the local cloud sent is asked for where there is one', () => {
  expect(hale(['outbox'], { HALE_STATE_DIR: '/nowhere/at/all' })).toMatchObject({
    status: 2,
    stderr: 'There is no local cloud in this checkout yet: begin with `npm start`.\n',
  });
});

test('without credentials it says so and ends with 4', () => {
  expect(hale(create)).toMatchObject({ status: 4, stderr: expect.stringContaining('No AWS credentials') });
});

test('where nothing answers it names the address', () => {
  const nowhere = { AWS_ENDPOINT_URL: 'http://127.0.0.1:1', AWS_ACCESS_KEY_ID: 'a', AWS_SECRET_ACCESS_KEY: 'b' };

  expect(hale(create, nowhere)).toMatchObject({
    status: 1,
    stderr: 'Nothing answers at http://127.0.0.1:1: is it running?\n',
  });
});

test('asks AWS in the Region of the tenant, where the environment names none', () => {
  const { status, stderr } = hale(['archive', 'pull', '/tmp/x', '--tenant', 'demo'], { AWS_REGION: '' });

  expect([status, stderr]).toEqual([4, expect.stringContaining('No AWS credentials')]);
});
