/** What tests need beside npm packages, how each is found, and which Debian or Ubuntu package brings it. */
import { spawnSync } from 'node:child_process';
import { findPython } from '../lib/local/python.ts';
import { Refusal } from '../lib/local/refusal.ts';

export interface Tool {
  readonly name: string;
  /** Alternatives: releases of Debian and Ubuntu differ in what they have. */
  readonly packages: readonly string[];
  /** What a person installs who has no apt-get. */
  readonly advice: string;
  readonly find: () => string | undefined;
}

const run = (command: string, ...args: string[]): string | undefined => {
  const { status, stdout, stderr } = spawnSync(command, args, { encoding: 'utf8', timeout: 30_000 });
  return status === 0 ? stdout + stderr : undefined;
};

/** The version line of a Java runtime that DynamoDB Local runs on. */
function findJava(): string | undefined {
  const version = run('java', '-version');
  const major = Number(/version "(\d+)/.exec(version ?? '')?.[1] ?? 0);
  return major >= 17 ? version : undefined;
}

const BROWSERS = [
  '/usr/bin/chromium',
  'google-chrome',
  'google-chrome-stable',
  'chromium',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
];

/** The browser to test with: CHROMIUM_PATH, or Chromium or Chrome where they are usually installed. */
export function findChromium(): string | undefined {
  const named = process.env.CHROMIUM_PATH;
  return (named ? [named] : BROWSERS).find((path) => run(path, '--version') !== undefined);
}

function pythonPath(): string | undefined {
  try {
    return findPython().path;
  } catch (cause) {
    if (cause instanceof Refusal) return undefined;
    throw cause;
  }
}

export const TOOLS: readonly Tool[] = [
  {
    name: 'Java 17 or newer',
    packages: ['openjdk-21-jre-headless', 'openjdk-17-jre-headless'],
    advice: 'a Java runtime 17 or newer, with `java` on PATH: DynamoDB Local runs on it',
    find: findJava,
  },
  {
    name: 'Python 3.10 or newer with venv',
    packages: ['python3-venv'],
    advice: 'Python 3.10 or newer with venv, as `python3` on PATH: the local cloud runs on it',
    find: pythonPath,
  },
  {
    name: 'Chromium',
    packages: ['chromium'],
    advice: 'Chromium or Google Chrome, or its path in CHROMIUM_PATH: the browser tests drive it',
    find: findChromium,
  },
  {
    name: 'curl',
    packages: ['curl'],
    advice: 'curl: the README is tested as it is typed',
    find: () => run('curl', '--version'),
  },
];
