/** What the deployer's CLI gets when it asks how the log is. */

interface Waiting {
  readonly count: number;
  /** Age of the oldest, in seconds. */
  readonly seconds: number;
}

interface Behind {
  readonly unarchived: Waiting;
  readonly unsigned: Waiting;
  readonly followers: Readonly<Record<string, Waiting>>;
}

export interface LogStatus extends Behind {
  /** RFC 3339. */
  readonly at: string;
  /** Logs that were measured, and how many there are. */
  readonly logs: number;
  readonly of: number;
  readonly entries: number;
  /** Those that are furthest behind. */
  readonly worst: readonly (Behind & { readonly scope: string })[];
  readonly reconciled: {
    /** When the newest whole turn over all logs ended, RFC 3339. */
    readonly finished_at?: string;
    readonly logs: number;
    readonly entries: number;
    readonly findings: number;
    readonly under_way: boolean;
  };
  readonly clean_up: 'on' | 'off';
  readonly hot_retention_days: number;
}
