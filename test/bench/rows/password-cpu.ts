/**
 * P10: CPU of the function that signs in with a password, without waiting for AWS, against nothing but argon2id at the
 * parameters that OWASP names. A child process replays recorded answers at the HTTP layer; all ways take turns.
 */
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { fileOf, PASSWORD_SIGN_IN } from '../bundles.ts';
import { canned } from '../canned.ts';
import type { PasswordReplay, PasswordTimes } from '../password-replay.ts';
import { median, type Row } from '../row.ts';

const ROUNDS = 15;

async function replay(task: PasswordReplay, environment: Record<string, string>): Promise<PasswordTimes> {
  const child = fork(join(import.meta.dirname, '../password-replay.ts'), {
    env: environment,
    execArgv: [],
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  });
  child.send(task);
  const [times] = await Promise.race([
    once(child, 'message'),
    once(child, 'exit').then(([code]) => Promise.reject(new Error(`the replay stopped with code ${code}`))),
  ]);
  return times as PasswordTimes;
}

export const passwordCpu: Row = {
  id: 'P10',
  what: 'CPU of a sign-in with a password ÷ bare argon2id',
  unit: '',
  goal: 1.25,
  digits: 2,
  reached: true,
  async measure(bench) {
    const { ours } = await bench.bundles();
    const stage = await bench.stage();
    const request = await stage.logIn();
    const { AWS_ENDPOINT_URL_DYNAMODB: _dynamodb, AWS_ENDPOINT_URL_KMS: _kms, ...environment } = stage.environment;
    const task = { file: fileOf(ours, PASSWORD_SIGN_IN), request, answers: canned(stage.recorder.history) };
    const times = await replay({ ...task, rounds: ROUNDS }, environment);
    const ratio = (list: readonly number[]) =>
      median(list.map((time, round) => time / (times.bareUs[round] ?? Number.NaN)));
    const details = Object.fromEntries(Object.entries(times).map(([name, list]) => [name, median(list)]));
    const baseline = { baseline: ratio(times.wasmUs), baselineName: 'argon2id in WebAssembly alone' };
    return [{ ...baseline, value: ratio(times.handlerUs), details }];
  },
};
