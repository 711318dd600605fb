/**
 * Reads a secret that must not stand in an argument, where every process of the machine and the shell's history see it:
 * typed without echo, or the next line of standard input.
 */
import { createInterface } from 'node:readline';
import { Writable } from 'node:stream';
import { CommandError } from './command-error.ts';

const mute = new Writable({ write: (_chunk, _encoding, done) => done() });

/** @param what is asked for, such as `Recovery code`. */
export async function readSecret(what: string, input: NodeJS.ReadStream = process.stdin): Promise<string> {
  const terminal = input.isTTY === true;
  if (terminal) process.stderr.write(`${what}: `);
  const lines = createInterface({ input, output: terminal ? mute : undefined, terminal });
  try {
    const line = await new Promise<string>((resolve, reject) => {
      lines.once('line', resolve);
      lines.once('SIGINT', () => reject(new CommandError('Stopped.')));
      lines.once('close', () =>
        reject(new CommandError(`${what} is needed: type it, or send it to standard input.`, 2)),
      );
    });
    const secret = line.trim();
    if (secret === '') throw new CommandError(`${what} is needed.`, 2);
    return secret;
  } finally {
    if (terminal) process.stderr.write('\n');
    lines.close();
  }
}
