/** What the clock hands to each thing that it looks after. */
import type { Project } from '../project/project.ts';
import type { asSystem } from '../shared/as-system.ts';
import type { Agreement } from './agreement.ts';

export interface Upkeep {
  readonly project: Project;
  /** All of the project's, as they were read. */
  readonly agreements: readonly Agreement[];
  readonly now: Date;
  readonly commit: ReturnType<typeof asSystem>['commit'];
}
