/** A row of performance.md, measured: the value beside its baseline of the same run, the goal and what comes of it. */
export interface Goal {
  readonly id: string;
  readonly what: string;
  readonly unit: string;
  readonly goal: number;
  /** How many digits of the value mean anything. */
  readonly digits: number;
  /** Once reached, a goal is held: missing it again fails the run. */
  readonly reached: boolean;
}

export interface Measured {
  /** Where a row measures more than one thing. */
  readonly variant?: string;
  readonly value: number;
  readonly baseline: number;
  readonly baselineName: string;
  /** What the value consists of, for `--json`. */
  readonly details?: Readonly<Record<string, unknown>>;
  /** Printed for comparison only: the goal does not speak of it. */
  readonly informative?: boolean;
}

export interface Line extends Goal, Measured {
  readonly verdict: 'ok' | 'over' | '-';
}

export interface Row extends Goal {
  measure(bench: Bench): Promise<readonly Measured[]>;
}

/** What rows share; each part is made when a row first asks for it. */
export interface Bench {
  readonly stage: () => Promise<import('./stage.ts').Stage>;
  readonly bundles: () => Promise<import('./bundles.ts').BenchBundles>;
}

export const judge = (row: Goal, measured: Measured): Line => ({
  ...row,
  ...measured,
  verdict: measured.informative ? '-' : measured.value <= row.goal ? 'ok' : 'over',
});

const format = (value: number, { digits, unit }: Goal): string => `${value.toFixed(digits)}${unit && ` ${unit}`}`;

/** One line a row, tab-separated, always in the same order. */
export function table(lines: readonly Line[]): string {
  const head = ['row', 'what', 'measured', 'baseline', 'goal', 'verdict'];
  const body = lines.map((line) => [
    line.id,
    line.variant ? `${line.what}, ${line.variant}` : line.what,
    format(line.value, line),
    `${format(line.baseline, line)} (${line.baselineName})`,
    line.informative ? '-' : `<= ${format(line.goal, line)}`,
    line.verdict,
  ]);
  return [head, ...body].map((cells) => cells.join('\t')).join('\n');
}

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((one, other) => one - other);
  return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN;
}
