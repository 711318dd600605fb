/** §164.312(a)(1) and (d): who shows no credential is told so, by every area of the API that has anybody's data. */
import { type Route, routes } from '../../lambdas/routes.ts';
import { routeStackOf } from '../../lib/areas.ts';
import { each } from '../check.ts';
import { liveCheck } from '../deployment/live.ts';

/** Routes that are read and are for nobody in general; of each stack the first, so that no deployment is left out. */
const closed = Object.entries<Route>(routes).filter(
  ([name, { contract }]) =>
    name.startsWith('GET ') && !contract.auth.includes('public') && !contract.auth.includes('anonymous'),
);
const ASKED = [...Map.groupBy(closed, ([, { id }]) => routeStackOf(id)).values()].flatMap((ones) => ones.slice(0, 2));

export interface StrangerFacts {
  readonly path: string;
  readonly status: number;
}

export const strangersRefused = liveCheck({
  says: 'who has no credential, or a made-up one, gets 401 from each part of the API',
  read: async ({ address }): Promise<StrangerFacts[]> => {
    const answers: StrangerFacts[] = [];
    for (const [name] of ASKED) {
      const path = name.replace('GET ', '').replace(/\{[^}]+\}/g, 'x');
      for (const authorization of ['', 'Bearer sk_live_00000000000000000000000000_x']) {
        const { status } = await fetch(`${address}${path}`, { headers: authorization ? { authorization } : {} });
        answers.push({ path, status });
      }
    }
    return answers;
  },
  judge: (answers) =>
    each(answers, ({ path, status }) => [status !== 401 && `${path} answers ${status} to a stranger`]),
});
