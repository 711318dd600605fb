// Puts the demo data into a local cloud that has none.
import type { AwsEnvironment } from './emulator.ts';

export interface SeedInput {
  /** `http://localhost:<port>`. */
  readonly apiUrl: string;
  /** Root of the emulated account; `clientSettings` makes SDK settings from it. */
  readonly awsEnvironment: AwsEnvironment;
  /** Outputs of all stacks, by key. */
  readonly outputs: Readonly<Record<string, string>>;
  readonly log: (line: string) => void;
}

/** Runs once per state folder; the lines are kept and printed at every start. */
export async function seed({ apiUrl }: SeedInput): Promise<readonly string[]> {
  return [`API    ${apiUrl}`];
}
