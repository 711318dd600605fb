/**
 * Before every script that a newcomer starts with: installs the npm packages where they are missing or not those of
 * the lock file, and stops with what to do where there is no Node 24. Plain JavaScript, because older versions cannot
 * run TypeScript. npm puts Node 24 on the scripts' PATH by optional packages, whose failure it hides.
 */
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const WANTED = 24;
const root = join(import.meta.dirname ?? new URL('.', import.meta.url).pathname, '..');

/** Whether every package of the lock file stands in node_modules in its version; those of other platforms may lack. */
function isInstalled() {
  const note = join(root, 'node_modules/.package-lock.json');
  if (!existsSync(note)) return false;
  const { packages: wanted } = JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8'));
  const { packages: present } = JSON.parse(readFileSync(note, 'utf8'));
  return Object.entries(wanted).every(
    ([path, { version, optional }]) =>
      path === '' || (optional && !present[path]) || present[path]?.version === version,
  );
}

function install() {
  console.log('Installing npm packages');
  const npm = process.env.npm_execpath;
  const [command, ...before] = npm ? [process.execPath, npm] : ['npm'];
  const { status } = spawnSync(command, [...before, 'ci', '--no-progress', '--loglevel=error'], {
    cwd: root,
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  if (status !== 0) process.exit(1);
}

/** Of the Node that the next command of the script will run on. */
function nodeVersion() {
  const ours = join(root, 'node_modules/.bin/node');
  if (!existsSync(ours)) return process.version;
  return spawnSync(ours, ['--version'], { encoding: 'utf8' }).stdout?.trim() || process.version;
}

if (!isInstalled()) install();
const version = nodeVersion();
if (Number(/^v(\d+)/.exec(version)?.[1]) < WANTED) {
  console.error(
    `Node ${WANTED} or newer is needed, and this is ${version}. Run \`npm ci\` again without --omit=optional` +
      ` (it brings Node ${WANTED} for Linux x64 and arm64 and for macOS arm64), or install Node ${WANTED}.`,
  );
  process.exit(1);
}
