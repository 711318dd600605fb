/** Bundled functions in a process of their own, as Lambda runs them: nothing of this checkout but the bundle. */
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { type Handler, lambdaContext } from './dynamodb/call.ts';

type Answer = { readonly number: number } & ({ readonly value: unknown } | { readonly error: string });

export interface Functions {
  /** With an event of any source. */
  invoke(id: string, event: unknown, context?: unknown): Promise<unknown>;
  handler(id: string): Handler;
  /** What they have logged so far, bytes. */
  logged(): number;
  stop(): Promise<void>;
}

/** @param folder holds `<id>/index.mjs`. @param environment all that the functions find in theirs. */
export function startFunctions(folder: string, environment: Record<string, string>): Functions {
  const child = fork(join(import.meta.dirname, 'functions-child.ts'), [folder], {
    env: environment,
    execArgv: [],
    stdio: ['ignore', 'pipe', 'inherit', 'ipc'],
  });
  let logged = 0;
  child.stdout?.on('data', (chunk: Buffer) => {
    logged += chunk.length;
  });
  const waiting = new Map<number, (answer: Answer) => void>();
  let last = 0;
  child.on('message', (answer: Answer) => waiting.get(answer.number)?.(answer));
  child.on('exit', () => {
    for (const [number, settle] of waiting) settle({ number, error: 'the functions stopped' });
  });
  async function invoke(id: string, event: unknown, context: unknown = lambdaContext): Promise<unknown> {
    const number = ++last;
    const answer = await new Promise<Answer>((settle) => {
      waiting.set(number, settle);
      child.send({ number, id, event, context });
    });
    waiting.delete(number);
    if ('error' in answer) throw new Error(answer.error);
    return answer.value;
  }
  return {
    invoke,
    handler: (id) => (event, context) => invoke(id, event, context) as ReturnType<Handler>,
    logged: () => logged,
    stop: async () => {
      child.disconnect();
      if (child.exitCode === null) await once(child, 'exit');
    },
  };
}
