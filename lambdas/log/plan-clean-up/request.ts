/** What the deployer's CLI gets when it asks what the clean-up would do. */

export interface PlanCleanUpAnswer {
  readonly clean_up: 'on' | 'off';
  readonly hot_retention_days: number;
  /** Rows that may go now. */
  readonly removable: number;
  /** Rows that stay, by the reason; of those too young the first of each lane alone is looked at. */
  readonly kept: Readonly<Record<string, number>>;
  /** Logs that were looked at, and how many there are. */
  readonly logs: number;
  readonly of: number;
  readonly failed: number;
}
