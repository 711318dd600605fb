/** What is known of a breach together: the breach, its newest scope, and what that came to. */
import type { Project } from '../project/project.ts';
import { err, ok, type Result } from '../shared/result.ts';
import type { Breach } from './breach.ts';
import { getBreachOf } from './breach-store.ts';
import { type ResultDocument, readResult } from './result-store.ts';
import type { Scope, ScopeResult } from './scope.ts';
import { getScope } from './scope-store.ts';

export interface Scoped {
  readonly breach: Breach;
  readonly scope: Scope;
  readonly result: ScopeResult;
  readonly document: ResultDocument;
}

/** Only where the newest scope is complete. */
export async function readScoped(
  project: Project,
  id: string,
): Promise<Result<Scoped, 'not_found' | 'scope_not_complete'>> {
  const breach = await getBreachOf(project.id, id);
  if (!breach) return err('not_found');
  const scope = await getScope(project, id);
  if (!scope?.result) return err('scope_not_complete');
  return ok({ breach, scope, result: scope.result, document: await readResult(id, scope.result.key) });
}
