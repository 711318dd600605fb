// The Python that MiniStack runs on: found on PATH, and a virtual environment made from it with pinned packages.
import { spawn, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { VENVS } from './paths.ts';
import { Refusal } from './refusal.ts';

const NAMES = ['python3', 'python3.14', 'python3.13', 'python3.12', 'python3.11', 'python3.10', 'python'];
const REQUIREMENTS = join(import.meta.dirname, 'requirements.txt');
const PROBE = `
import importlib.util, sys
parts = [importlib.util.find_spec(name) is not None for name in ('venv', 'ensurepip')]
print(sys.executable, *sys.version_info[:2], int(all(parts)), sep='|')
`;

export interface Python {
  readonly path: string;
  readonly major: number;
  readonly minor: number;
  readonly canMakeEnvironments: boolean;
}

/** Path of the interpreter of an environment that has MiniStack; made on first use, which takes about 10 s. */
export async function preparePython(log: (line: string) => void): Promise<string> {
  const environment = join(VENVS, createHash('sha256').update(readFileSync(REQUIREMENTS)).digest('hex').slice(0, 12));
  const interpreter = join(environment, 'bin/python');
  if (existsSync(interpreter)) return interpreter;
  const python = findPython();
  log(`Installing the local cloud with Python ${python.major}.${python.minor}`);
  mkdirSync(VENVS, { recursive: true });
  const partial = `${environment}.${process.pid}`;
  try {
    await run(python.path, ['-m', 'venv', partial], 'make a virtual environment');
    const install = ['-m', 'pip', 'install', '--quiet', '--disable-pip-version-check', '--requirement', REQUIREMENTS];
    await run(join(partial, 'bin/python'), install, 'install MiniStack from PyPI');
    if (!existsSync(environment)) renameSync(partial, environment);
  } finally {
    rmSync(partial, { recursive: true, force: true });
  }
  return interpreter;
}

/** The Python on PATH that MiniStack runs on. */
export const findPython = (): Python => choosePython(NAMES.map(probePython).filter((found) => found !== undefined));

/** The first that MiniStack runs on; refuses with what to do about it where there is none. */
export function choosePython(found: readonly Python[]): Python {
  const [first] = found;
  if (!first) throw new Refusal('Python 3.10 or newer is needed for the local cloud, and none is on PATH.');
  const recent = found.filter(({ major, minor }) => major > 3 || (major === 3 && minor >= 10));
  const usable = recent.find(({ canMakeEnvironments }) => canMakeEnvironments);
  if (usable) return usable;
  if (recent[0]) {
    throw new Refusal(
      `${recent[0].path} lacks venv or ensurepip: install python3-venv, or put another Python on PATH.`,
    );
  }
  throw new Refusal(`Python 3.10 or newer is needed for the local cloud, and ${first.path} is ${version(first)}.`);
}

const version = ({ major, minor }: Python): string => `${major}.${minor}`;

function probePython(name: string): Python | undefined {
  const { status, stdout } = spawnSync(name, ['-c', PROBE], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] });
  const [path, major, minor, complete] = status === 0 ? stdout.trim().split('|') : [];
  if (!path) return undefined;
  return { path, major: Number(major), minor: Number(minor), canMakeEnvironments: complete === '1' };
}

function run(command: string, args: readonly string[], purpose: string): Promise<void> {
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  const child = spawn(command, args, { stdio: ['ignore', 'pipe', 'pipe'] });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (text: string) => {
      output += text;
    });
  }
  child.once('error', reject);
  child.once('close', (code) => {
    const lastLine = output.trim().split('\n').at(-1) ?? '';
    if (code === 0) resolve();
    else reject(new Refusal(`Could not ${purpose}: ${lastLine}`));
  });
  return promise;
}
