/** The commands of a page, typed into a terminal as they stand there. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { text } from 'node:stream/consumers';

/** `npx hale` without npx, which would take half a second each time. */
const HALE = `npx() { "$@"; }; hale() { "${process.execPath}" "$CHECKOUT/bin/hale.ts" "$@"; }`;

export interface Typed {
  readonly status: unknown;
  readonly stdout: string;
  readonly stderr: string;
}

/** The shell blocks of a page under a heading, in order. */
export function commandsOf(page: string, heading: string): string[] {
  const lines = readFileSync(page, 'utf8').split('\n');
  const from = lines.indexOf(`## ${heading}`);
  if (from < 0) throw new Error(`${page} has no heading ${heading}`);
  const length = lines.slice(from + 1).findIndex((line) => line.startsWith('## '));
  const section = lines.slice(from + 1, length < 0 ? undefined : from + 1 + length).join('\n');
  return [...section.matchAll(/^```sh\n(.*?)^```$/gms)].map(([, commands = '']) => commands);
}

/**
 * What a terminal shows that has the variables of the page and nothing of ours. The first failure ends a block.
 * @param secret is typed, or sent to standard input.
 */
export async function type(
  commands: string,
  variables: Readonly<Record<string, string>>,
  { secret = '', cwd = process.cwd() }: { readonly secret?: string; readonly cwd?: string } = {},
): Promise<Typed> {
  const env = { PATH: process.env.PATH, HOME: process.env.HOME, CHECKOUT: process.cwd(), ...variables };
  const shell = spawn('bash', ['-ec', `set -o pipefail; ${HALE}\n${commands}`], { env, cwd });
  const [stdout, stderr] = [text(shell.stdout), text(shell.stderr)];
  shell.stdin.end(`${secret}\n`);
  const [status] = await once(shell, 'close');
  return { status, stdout: await stdout, stderr: await stderr };
}
