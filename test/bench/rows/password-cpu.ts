/**
 * P10: CPU of the function that signs in with a password, without waiting for AWS, against nothing but argon2id at the
 * parameters that OWASP names. A child process replays recorded answers at the HTTP layer; all ways take turns.
 */
import { fileOf, PASSWORD_SIGN_IN } from '../bundles.ts';
import { canned } from '../canned.ts';
import type { PasswordReplay, PasswordTimes } from '../password-replay.ts';
import { replayInChild } from '../replay-in-child.ts';
import type { Row } from '../row.ts';

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
    const task = { file: fileOf(ours, PASSWORD_SIGN_IN), request, answers: canned(stage.recorder.history) };
    const { times, ratio, details } = await replayInChild<PasswordReplay, PasswordTimes>(
      'password-replay.ts',
      task,
      stage,
    );
    const baseline = { baseline: ratio(times.wasmUs), baselineName: 'argon2id in WebAssembly alone' };
    return [{ ...baseline, value: ratio(times.handlerUs), details }];
  },
};
