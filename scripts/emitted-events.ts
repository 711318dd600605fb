/**
 * T6: every type of event is written by a test, with all that its row in the catalogue asks for, and every route that
 * writes events is seen to.
 */
import { CATALOGUE } from '../lambdas/audit/catalogue.ts';
import { type Route, routes } from '../lambdas/routes.ts';
import { eventsOf } from '../lambdas/shared/contract.ts';
import type { Seen } from './emitted-folder.ts';

export interface Verdict {
  readonly line: string;
  /** One line each. */
  readonly missing: readonly string[];
}

/** @param table the routes, for tests of this itself. */
export function judgeEmitted(
  seen: Seen,
  catalogue: readonly string[] = Object.keys(CATALOGUE),
  table: Readonly<Record<string, Route>> = routes,
): Verdict {
  const unseen = catalogue.filter((type) => !seen.types.includes(type));
  const writing = Object.entries(table).filter(([, { contract }]) => contract.events.length > 0);
  const written = (name: string) => seen.routes[name] ?? [];
  const mute = writing.filter(([name, { contract }]) => !contract.events.some((type) => written(name).includes(type)));
  const undeclared = Object.entries(table).flatMap(([name, { contract }]) => {
    const declared: readonly string[] = eventsOf(contract);
    return written(name).flatMap((type) => (declared.includes(type) ? [] : [`${name} writes ${type} undeclared`]));
  });
  return {
    line:
      `T6: ${catalogue.length - unseen.length} of ${catalogue.length} event types written by a test with all required ` +
      `members, ${writing.length - mute.length} of ${writing.length} routes seen to write theirs, ${undeclared.length} undeclared`,
    missing: [
      ...unseen.map((type) => `no test writes ${type}`),
      ...mute.map(([name]) => `no test sees ${name} write an event`),
      ...undeclared,
    ],
  };
}
