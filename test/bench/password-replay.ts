/**
 * The child process of P10: the function that signs in with a password, whose AWS is this process, beside nothing but
 * the derivation, by the runtime and by WebAssembly. Run by rows/password-cpu.ts.
 */
import { argon2id } from '../../lambdas/password/argon2.ts';
import { argon2idInWasm } from '../../lambdas/password/argon2-wasm.ts';
import { apiEvent, lambdaContext, type Request } from '../dynamodb/call.ts';
import { type Canned, can, cpu } from './canned.ts';

export interface PasswordReplay {
  readonly file: string;
  readonly request: Request;
  readonly answers: readonly Canned[];
  readonly rounds: number;
}

/** CPU of one run, microseconds, one number a round. */
export interface PasswordTimes {
  readonly bareUs: number[];
  readonly handlerUs: number[];
  readonly wasmUs: number[];
}

/** What OWASP names, said here again: the function must not become quick by taking less. */
const OWASP = { memoryKib: 19_456, passes: 2, lanes: 1 };
const RUNS = 8;
/** Until what is called often is compiled. */
const WARM_UPS = 1_000;

async function measure({ file, request, answers, rounds }: PasswordReplay): Promise<PasswordTimes> {
  can(answers);
  const { handler } = await import(file);
  const event = JSON.stringify(apiEvent({ method: 'POST', path: '/v1/auth/password/login', ...request }));
  const runHandler = async () => {
    const { statusCode, body } = await handler(JSON.parse(event), lambdaContext);
    if (statusCode !== 200) throw new Error(`the replay was answered ${statusCode} ${body}`);
  };
  const { password } = request.body as { password: string };
  const input = { password: Buffer.from(password), salt: Buffer.alloc(16, 1), secret: Buffer.alloc(32, 2), length: 32 };
  const runBare = () => argon2id(input, OWASP);
  const runWasm = () => argon2idInWasm(input, OWASP);

  await cpu(WARM_UPS, runHandler);
  for (const run of [runBare, runWasm]) await cpu(RUNS, run);
  const times: PasswordTimes = { bareUs: [], handlerUs: [], wasmUs: [] };
  for (let round = 0; round < rounds; round++) {
    times.bareUs.push(await cpu(RUNS, runBare));
    times.handlerUs.push(await cpu(RUNS, runHandler));
    times.wasmUs.push(await cpu(RUNS, runWasm));
  }
  return times;
}

process.once('message', async (task: PasswordReplay) => {
  process.send?.(await measure(task));
  process.disconnect();
});
