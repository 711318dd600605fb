/** What the registry of lanes may name. Whoever writes events may put any row there, so nothing else is acted on. */
import { isId } from '../shared/ids.ts';

/** A log reads at most this many lanes, side by side. */
const LANES_MAX = 16;

export interface Registry {
  /** Lanes by scope. */
  readonly lanes: ReadonlyMap<string, readonly number[]>;
  /** Sort keys that name no lane of an organization or a project. */
  readonly foreign: readonly string[];
}

/** @param keys sort keys of registry rows: `<scope>#<lane>`. */
export function readRegistry(keys: readonly string[]): Registry {
  const lanes = new Map<string, number[]>();
  const foreign: string[] = [];
  for (const key of keys) {
    const [, scope = '', lane = ''] = /^([^#]+)#(\d|[1-9]\d)$/.exec(key) ?? [];
    const named = (isId('organization', scope) || isId('project', scope)) && Number(lane) < LANES_MAX;
    if (named) lanes.set(scope, [...(lanes.get(scope) ?? []), Number(lane)]);
    else foreign.push(key);
  }
  return { lanes, foreign };
}
