/** The verifier as an auditor gets it: one file in an empty folder, run by plain Node. */
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { builtinModules } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { openCheckpoint } from '../../../lambdas/log/checkpoint.ts';
import { formatVkey } from '../../../lambdas/log/note.ts';
import { findIndex, proveEvent } from '../../../lambdas/log/prove-event.ts';
import { bundleVerifier } from '../../../lib/bundle/verifier.ts';
import { LOG_KEY, makeWorld } from '../../lambdas/log/support/memory-archive.ts';
import { writeFiles } from '../verify/copy.ts';
import { type DeploymentCopy, makeDeploymentCopy } from '../verify/deployment-copy.ts';
import { LOG_VKEY, makeSignedBundle, STATEMENT_VKEY } from '../verify/signed-bundle.ts';

/** Small enough to be read, and to be sent by mail. */
const MAX_BYTES = 128 * 1024;

const alone = mkdtempSync(join(tmpdir(), 'hale-alone-'));
let bytes = 0;
let copy: DeploymentCopy;
let folder: string;

beforeAll(async () => {
  mkdirSync(join(alone, 'home'));
  bytes = await bundleVerifier(join(alone, 'hale-verify.mjs'));
  copy = await makeDeploymentCopy();
  folder = writeFiles(
    new Map<string, Buffer | string>([
      ...copy.objects,
      ['versions.json', JSON.stringify({ bucket: 'archive', versions: copy.versions })],
    ]),
  );
  writeFileSync(join(alone, 'keys'), copy.keys.map((key) => `${formatVkey(key)}\n`).join(''));
});
afterAll(() => {
  for (const path of [alone, folder]) rmSync(path, { recursive: true });
});

const run = (...args: string[]) =>
  spawnSync(process.execPath, ['hale-verify.mjs', ...args], {
    cwd: alone,
    encoding: 'utf8',
    env: { HOME: join(alone, 'home') },
  });

it('is one file that loads nothing but Node itself', () => {
  console.log(`verifier: ${bytes} bytes in one file`);
  expect(bytes).toBeLessThanOrEqual(MAX_BYTES);
  expect(readdirSync(alone).sort()).toEqual(['hale-verify.mjs', 'home', 'keys']);
  const text = readFileSync(join(alone, 'hale-verify.mjs'), 'utf8');
  const loaded = [...text.matchAll(/(?:from|import\(|require\()\s*["']([\w:@/.-]+)["']/g)].map(([, name = '']) => name);
  const foreign = loaded.filter((name) => !builtinModules.includes(name.replace('node:', '')));
  expect(foreign).toEqual([]);
  expect(loaded.filter((name) => /^(node:)?(https?|http2|net|tls|dgram|dns)$/.test(name))).toEqual([]);
});

it('verifies a copy, by its folder alone or as a command', () => {
  for (const command of [[], ['verify']]) {
    const { status, stdout } = run(...command, folder, '--keys', 'keys', '--json', '-');
    expect([status, JSON.parse(stdout)]).toMatchObject([0, { ok: true, directoryChecked: true, trustedKeys: true }]);
  }
  expect(run(folder, '--keys', 'keys').stdout).toMatch(/Everything is as it was signed\.\n$/);
});

it('ends with 1 at a difference, and names it', () => {
  const path = [...copy.objects.keys()].find((one) => one.includes('/tile/0/')) ?? '';
  const bytes = Buffer.from(copy.objects.get(path) ?? '');
  writeFileSync(join(folder, path), Buffer.from(bytes).fill(0, 0, 1));
  const { status, stdout } = run(folder, '--keys', 'keys');
  writeFileSync(join(folder, path), bytes);
  expect([status, stdout]).toEqual([1, expect.stringContaining(`DIFFERENCE in ${path} at entry 0`)]);
});

it('ends with 2 when it is called wrongly', () => {
  expect(run('/nowhere/at/all')).toMatchObject({ status: 2, stderr: 'There is no folder /nowhere/at/all.\n' });
  expect(run(folder, '--keys').status).toBe(2);
});

it('checks the proof of one event', async () => {
  const world = makeWorld();
  world.lane(0).add(300);
  await world.run();
  const readers = {
    locked: async (path: string) => world.locked.get(path),
    live: async (path: string) => world.live.get(path),
  };
  const leaf = world.lane(0).items[7]?.leaf?.S ?? '';
  const segment = [...world.locked.keys()].find((path) => path.startsWith('segments/')) ?? '';
  const note = world.live.get('checkpoint')?.toString() ?? '';
  const index = (await findIndex(readers, segment, leaf)) ?? -1;
  writeFileSync(
    join(alone, 'event.tlog-proof'),
    await proveEvent(readers, { index, leaf }, openCheckpoint(note, [LOG_KEY]), note),
  );
  writeFileSync(join(alone, 'log.vkey'), `${formatVkey(LOG_KEY)}\n`);
  const { status, stdout } = run('verify-proof', 'event.tlog-proof', '--keys', 'log.vkey');
  expect([status, stdout]).toEqual([0, expect.stringContaining(leaf)]);
});

it('checks a bundle that was handed to a person', async () => {
  const { bundle } = await makeSignedBundle();
  writeFileSync(join(alone, 'subject.bundle.json'), JSON.stringify(bundle));
  writeFileSync(join(alone, 'bundle.keys'), `${STATEMENT_VKEY}\n${LOG_VKEY}\n`);
  const { status, stdout } = run('verify-bundle', 'subject.bundle.json', '--keys', 'bundle.keys');
  expect([status, stdout]).toEqual([5, expect.stringMatching(/\nEverything is as it was signed\.\n/)]);
});
