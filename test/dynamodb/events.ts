/** The log of a project or organization as a test reads it: leaf and public block of each event, in order of time. */
import { rowsOf } from './world.ts';

export interface LoggedEvent {
  readonly id: string;
  readonly type: string;
  readonly lane: number;
  readonly seq: number;
  readonly outcome: string;
  readonly reason?: string;
  readonly request: string;
  readonly actor: { readonly type: string; readonly id: string };
  readonly target: { readonly type: string; readonly id: string };
  readonly detail?: Record<string, unknown>;
  /** Whose sealed blocks it carries. */
  readonly subjects: readonly string[];
}

const LANES = 16;

export async function eventsOf(scope: string): Promise<LoggedEvent[]> {
  const lanes = await Promise.all(Array.from({ length: LANES }, (_, lane) => rowsOf('audit', `${scope}#${lane}`)));
  return lanes
    .flat()
    .map(({ leaf, public: open, blocks }) => ({
      ...(JSON.parse(String(open)) as LoggedEvent),
      ...(JSON.parse(String(leaf)) as object),
      subjects: Object.keys((blocks ?? {}) as object),
    }))
    .sort((a, b) => (a.id < b.id ? -1 : 1));
}
