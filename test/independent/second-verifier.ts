/** The verifier in Python, as one process that answers for many folders. */
import { type ChildProcessByStdio, spawn } from 'node:child_process';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { Readable, Writable } from 'node:stream';
import { formatVkey, type NoteKey } from '../../lambdas/log/note.ts';
import type { KeptNote } from '../../lib/verify/checks/signatures.ts';
import type { Allowed, Outcome } from '../../lib/verify/outcome.ts';

export interface SecondOpinion {
  readonly outcome: Outcome;
  readonly reason?: string;
}

export interface Question {
  readonly keys?: readonly NoteKey[] | undefined;
  readonly kept?: readonly KeptNote[];
  readonly allow?: Allowed;
}

export interface SecondVerifier {
  /** Questions are answered in the order in which they are asked. */
  verify(folder: string, question: Question): Promise<SecondOpinion>;
  stop(): void;
}

export function startSecondVerifier(): SecondVerifier {
  const python: ChildProcessByStdio<Writable, Readable, null> = spawn(
    'python3',
    [join(import.meta.dirname, 'verify.py'), '--serve'],
    { stdio: ['pipe', 'pipe', 'inherit'] },
  );
  const waiting: { answer(opinion: SecondOpinion): void; fail(reason: Error): void }[] = [];
  createInterface({ input: python.stdout }).on('line', (line) => waiting.shift()?.answer(JSON.parse(line)));
  python.on('exit', (code) => {
    for (const { fail } of waiting.splice(0)) fail(new Error(`the verifier in Python ended with ${code}`));
  });
  return {
    verify(folder, { keys, kept = [], allow = {} }) {
      return new Promise((answer, fail) => {
        waiting.push({ answer, fail });
        const request = {
          copy: folder,
          keys: keys ? keys.map(formatVkey) : null,
          kept: kept.map(({ file, note }) => [file, note]),
          allow: Object.entries(allow).flatMap(([name, allowed]) => (allowed ? [name] : [])),
        };
        python.stdin.write(`${JSON.stringify(request)}\n`);
      });
    },
    stop: () => python.stdin.end(),
  };
}
