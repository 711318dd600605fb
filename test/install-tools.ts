/**
 * Before `npm test`: what the tests need beside npm packages. Installs what is missing where it can (root on Debian
 * or Ubuntu); otherwise says, one line a tool, what to install. Silent when nothing is missing.
 */
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { TOOLS, type Tool } from './tools.ts';

const missing = (): Tool[] => TOOLS.filter(({ find }) => find() === undefined);

/** Runs a command quietly; what it printed is shown only when it fails. */
function apt(...args: string[]): boolean {
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  const { status, stdout, stderr } = spawnSync('apt-get', args, { encoding: 'utf8', env });
  if (status !== 0) console.error(`apt-get ${args.join(' ')} failed:\n${stdout ?? ''}${stderr ?? ''}`);
  return status === 0;
}

/** Whether it can be installed: `apt-cache show` also knows names that have no version here. */
function isAvailable(name: string): boolean {
  const env = { ...process.env, LC_ALL: 'C' };
  const { stdout } = spawnSync('apt-cache', ['policy', name], { encoding: 'utf8', env });
  return /^\s*Candidate: (?!\(none\))/m.test(stdout ?? '');
}

function install(tools: readonly Tool[]): void {
  console.log(`Installing what the tests need: ${tools.map(({ name }) => name).join(', ')}`);
  if (!apt('update', '-qq')) return;
  const packages = tools.flatMap(({ packages }) => packages.find(isAvailable) ?? []);
  apt('install', '-y', '-qq', '--no-install-recommends', ...packages);
}

const absent = missing();
const mayInstall = process.getuid?.() === 0 && existsSync('/usr/bin/apt-get');
if (absent.length > 0 && mayInstall) install(absent);

const still = absent.length > 0 ? missing() : [];
for (const { advice } of still) console.error(`Missing: ${advice}.`);
if (still.length > 0) process.exit(1);
