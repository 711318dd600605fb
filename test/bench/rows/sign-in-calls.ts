/** P3 and P4: what a passkey sign-in asks of AWS, options and verification together, in a warm environment. */
import { type Call, sequentialDepth } from '../recorder.ts';
import type { Bench, Row } from '../row.ts';
import type { Stage } from '../stage.ts';
import { type Units, unitsOf } from '../units.ts';

export interface Recorded {
  readonly stage: Stage;
  readonly named: readonly Call[];
  readonly unnamed: readonly Call[];
  readonly usual: readonly Call[];
  /** Of both functions. */
  readonly logBytes: number;
}

let recorded: Promise<Recorded> | undefined;

/** The second of two in a row: the first warms the environment. */
async function record(bench: Bench): Promise<Recorded> {
  const stage = await bench.stage();
  const twice = async <T>(signIn: () => Promise<T>): Promise<T> => {
    await signIn();
    return signIn();
  };
  const named = await twice(() => stage.signIn({ organization_id: stage.organizationId }));
  const unnamed = await twice(() => stage.signIn({}));
  const usual = await twice(stage.signInUsually);
  return { stage, named: named.calls, unnamed: unnamed.calls, usual: usual.calls, logBytes: named.logBytes };
}

export function recordOnce(bench: Bench): Promise<Recorded> {
  recorded ??= record(bench);
  return recorded;
}

const operations = (calls: readonly Call[]) => calls.map(({ target }) => target.split('.')[1]);

export const roundTrips: Row = {
  id: 'P3',
  what: 'sequential AWS round trips of a passkey sign-in',
  unit: '',
  goal: 2,
  digits: 0,
  reached: true,
  async measure(bench) {
    const { named, unnamed, usual } = await recordOnce(bench);
    const baseline = { baseline: sequentialDepth(usual), baselineName: 'usual stack' };
    const measured = (calls: readonly Call[]) => ({
      ...baseline,
      value: sequentialDepth(calls),
      details: { calls: operations(calls) },
    });
    return [
      { ...measured(named), variant: 'organization named' },
      { ...measured(unnamed), variant: 'organization left to the server', informative: true },
    ];
  },
};

export const sum = (units: readonly Units[], kind: keyof Units): number =>
  units.reduce((all, one) => all + one[kind], 0);

const requestUnits = (kind: keyof Units, unit: string, goal: number): Row => ({
  id: 'P4',
  what: `${kind} request units of a passkey sign-in with its chained event`,
  unit,
  goal,
  digits: 1,
  reached: true,
  async measure(bench) {
    const { named, unnamed, usual, stage } = await recordOnce(bench);
    const unitsOfAll = (calls: readonly Call[]) => calls.map((call) => unitsOf(call, stage.indexOf));
    const baseline = { baseline: sum(unitsOfAll(usual), kind), baselineName: 'usual stack, no chain' };
    const measured = (calls: readonly Call[]) => ({
      ...baseline,
      value: sum(unitsOfAll(calls), kind),
      details: { calls: operations(calls), units: unitsOfAll(calls) },
    });
    return [
      { ...measured(named), variant: 'organization named' },
      { ...measured(unnamed), variant: 'organization left to the server', informative: true },
    ];
  },
});

export const readUnits = requestUnits('read', 'RRU', 2);
export const writeUnits = requestUnits('write', 'WRU', 6);
