/**
 * Faults of AWS calls, at the line where the code under test makes them and behind the SDK's own retries: what is left
 * when those are used up. Only calls inside `withFaults` are counted and struck; the tests' own go through.
 */
import { AsyncLocalStorage } from 'node:async_hooks';
import { relative } from 'node:path';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { KMSClient } from '@aws-sdk/client-kms';
import { S3Client } from '@aws-sdk/client-s3';
import { SESv2Client } from '@aws-sdk/client-sesv2';
import { SNSClient } from '@aws-sdk/client-sns';

export interface AwsCall {
  /** From 0. */
  readonly number: number;
  /** `QueryCommand` and the like. */
  readonly command: string;
  /** File and line that make the call. */
  readonly site: string;
}

export type Fault = (call: AwsCall, run: () => Promise<unknown>) => Promise<unknown>;

interface Watch {
  readonly fault: Fault;
  readonly calls: AwsCall[];
  /** Calls on their way. */
  readonly pending: Set<Promise<unknown>>;
  /** Whether the function has answered: then its environment is frozen, and perhaps never goes on. */
  frozen: boolean;
}

/** Nothing that the process begins after its end reaches AWS. */
class Crashed extends Error {
  override readonly name = 'Crashed';
}

const watched = new AsyncLocalStorage<Watch>();

function siteOf(stack: string): string {
  const [, file = '', line = ''] = /(\/[^\s(:]*\/lambdas\/[^:]+):(\d+)/.exec(stack) ?? [];
  return `${relative(process.cwd(), file)}:${line}`;
}

type Send = (this: unknown, command: { constructor: { name: string } }, ...rest: unknown[]) => Promise<unknown>;

/** The object of the prototype chain that owns `send`: one for all clients, or one each. */
function ownerOf(prototype: object): { send: Send } {
  for (let owner = prototype; owner; owner = Object.getPrototypeOf(owner))
    if (Object.hasOwn(owner, 'send')) return owner as { send: Send };
  throw new Error('the SDK has no send');
}

const clients = [DynamoDBClient, KMSClient, S3Client, SNSClient, SESv2Client];
for (const owner of new Set(clients.map(({ prototype }) => ownerOf(prototype)))) {
  const { send } = owner;
  owner.send = function (command, ...rest) {
    const watch = watched.getStore();
    if (!watch) return send.call(this, command, ...rest);
    if (watch.frozen) throw new Crashed('the environment is frozen');
    const site = siteOf(new Error().stack ?? '');
    const call = { number: watch.calls.length, command: command.constructor.name, site };
    watch.calls.push(call);
    const run = () => send.call(this, command, ...rest);
    const done = watched.exit(() => watch.fault(call, run));
    watch.pending.add(done);
    const leave = () => watch.pending.delete(done);
    done.then(leave, leave);
    return done;
  };
}

/** @returns what `run` gives, and the calls that it made; when those that it did not wait for have ended too. */
export async function withFaults<T>(
  fault: Fault,
  run: () => Promise<T>,
): Promise<{ value: T; calls: readonly AwsCall[] }> {
  const watch: Watch = { fault, calls: [], pending: new Set(), frozen: false };
  const value = await watched.run(watch, run);
  watch.frozen = true;
  await Promise.allSettled(watch.pending);
  return { value, calls: watch.calls };
}

export const noFault: Fault = (_call, run) => run();

/** As the SDK throws them: with what the service said, or with nothing where it said nothing. */
const failure = (name: string, httpStatusCode?: number): Error =>
  Object.assign(new Error(name), { name, $fault: 'server', $metadata: { httpStatusCode } });

type Strike = (run: () => Promise<unknown>) => Promise<unknown>;

/** The six faults of T1 (security.md), at one call. */
const FAULTS = {
  throttle: async () => {
    throw failure('ThrottlingException', 400);
  },
  '5xx': async () => {
    throw failure('InternalServerError', 500);
  },
  denied: async () => {
    throw failure('AccessDeniedException', 400);
  },
  'timeout, not applied': async () => {
    throw failure('TimeoutError');
  },
  'timeout, applied': async (run) => {
    await run();
    throw failure('TimeoutError');
  },
  'crash after': async (run) => {
    await run();
    throw new Crashed('the process ended');
  },
} as const satisfies Record<string, Strike>;
export type FaultName = keyof typeof FAULTS;
export const FAULT_NAMES = Object.keys(FAULTS) as FaultName[];

/** The fault at the nth call. After a crash no call is made any more. */
export function strikeAt(number: number, name: FaultName): Fault {
  let ended = false;
  return async (call, run) => {
    if (ended) throw new Crashed('the process ended');
    if (call.number !== number) return run();
    ended = name === 'crash after';
    return FAULTS[name](run);
  };
}
