/** What the risk engine says of a sign-in. */
export interface Assessment {
  /** `rd_` and a ULID. */
  readonly id: string;
  readonly decision: 'allow' | 'step_up' | 'block';
  /** 0 to 100. */
  readonly score: number;
  readonly reasons: readonly string[];
  /** Of the project's risk policy. */
  readonly policyVersion: number;
}
