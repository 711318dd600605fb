/** Answers that were recorded before, in place of AWS at the HTTP layer, and what a run costs of CPU. For child processes. */
import { EventEmitter } from 'node:events';
import https from 'node:https';
import { Readable } from 'node:stream';
import type { Call } from './recorder.ts';

export interface Canned {
  readonly target: string;
  readonly request: string;
  readonly answerText: string;
}

export const canned = (calls: readonly Call[]): Canned[] =>
  calls.map(({ target, request, answerText }) => ({ target, request: JSON.stringify(request), answerText }));

type Answers = ReadonlyMap<string, Buffer>;

/** Enough of a ClientRequest for the SDK's handler. */
class CannedRequest extends EventEmitter {
  readonly #answers: Answers;
  readonly #target: string;
  readonly #respond: (response: unknown) => void;

  constructor(answers: Answers, target: string, respond: (response: unknown) => void) {
    super();
    this.#answers = answers;
    this.#target = target;
    this.#respond = respond;
  }

  end(body: string | Uint8Array): void {
    const exact = this.#answers.get(`${this.#target} ${Buffer.from(body as Uint8Array).toString()}`);
    const answer = exact ?? this.#answers.get(this.#target);
    if (!answer) throw new Error(`no answer was recorded for ${this.#target}`);
    setImmediate(() => {
      const response = Object.assign(new Readable({ read: () => undefined }), { statusCode: 200, headers: {} });
      response.push(answer);
      response.push(null);
      this.#respond(response);
    });
  }

  destroy(): void {}
}

interface Options {
  readonly headers: Readonly<Record<string, string>>;
}

/** From here on, this process is AWS to itself. */
export function can(recorded: readonly Canned[]): void {
  const answers = new Map<string, Buffer>();
  for (const { target, request: asked, answerText } of recorded) {
    answers.set(target, Buffer.from(answerText));
    answers.set(`${target} ${asked}`, Buffer.from(answerText));
  }
  const request = (options: Options, respond: (response: unknown) => void) =>
    new CannedRequest(answers, options.headers['x-amz-target'] ?? '', respond);
  Object.assign(https, { request });
}

/** Mean CPU of `times` runs, one after the other, in microseconds. */
export async function cpu(times: number, run: () => unknown): Promise<number> {
  const before = process.cpuUsage();
  for (let time = 0; time < times; time++) await run();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / times;
}
