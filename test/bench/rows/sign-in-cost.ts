/** P5 and P14: what KMS is asked for a token, and what a million sign-ins cost, from counted calls and a price table. */
import { ASSUMED, PRICES } from '../prices.ts';
import type { Call } from '../recorder.ts';
import type { Row } from '../row.ts';
import { unitsOf } from '../units.ts';
import { type Recorded, recordOnce, sum } from './sign-in-calls.ts';

const MILLION = 1e6;
/** Options and verification. */
const REQUESTS = 2;

const signatures = (calls: readonly Call[]): number => calls.filter(({ target }) => target.endsWith('.Sign')).length;

export const kmsCalls: Row = {
  id: 'P5',
  what: 'KMS calls per 1,000 tokens, strict mode',
  unit: '',
  goal: 1_000,
  digits: 0,
  reached: true,
  async measure(bench) {
    const { named, usual } = await recordOnce(bench);
    const kms = (calls: readonly Call[]) => calls.filter(({ target }) => target.startsWith('Trent')).length * 1_000;
    return [{ value: kms(named), baseline: kms(usual), baselineName: 'usual stack' }];
  },
};

/** Dollars per million sign-ins, by what is paid for. */
function costs({ stage }: Recorded, calls: readonly Call[], logBytes: number): Record<string, number> {
  const units = calls.map((call) => unitsOf(call, stage.indexOf));
  const logged = logBytes + REQUESTS * ASSUMED.platformLogBytes;
  const seconds = (ASSUMED.billedMs.options + ASSUMED.billedMs.verify) / 1_000;
  return {
    kms: signatures(calls) * PRICES.kmsSign * MILLION,
    dynamodbWrites: sum(units, 'write') * PRICES.dynamodbWriteUnit * MILLION,
    dynamodbReads: sum(units, 'read') * PRICES.dynamodbReadUnit * MILLION,
    httpApi: REQUESTS * PRICES.httpApiRequest * MILLION,
    lambdaRequests: REQUESTS * PRICES.lambdaRequest * MILLION,
    lambdaTime: seconds * ASSUMED.memoryGigabytes * PRICES.lambdaGigabyteSecond * MILLION,
    logs: (logged / 1e9) * PRICES.logGigabyte * MILLION,
  };
}

const total = (parts: Record<string, number>): number => Object.values(parts).reduce((all, part) => all + part, 0);

export const signInCost: Row = {
  id: 'P14',
  what: 'per million passkey sign-ins, strict mode, before CloudFront and the archive',
  unit: '$',
  goal: 22,
  digits: 2,
  reached: true,
  async measure(bench) {
    const recorded = await recordOnce(bench);
    const ours = costs(recorded, recorded.named, recorded.logBytes);
    const usual = costs(recorded, recorded.usual, recorded.logBytes);
    const details = { parts: ours, usual, logBytes: recorded.logBytes, assumed: ASSUMED };
    return [{ value: total(ours), baseline: total(usual), baselineName: 'usual stack, same log lines', details }];
  },
};
