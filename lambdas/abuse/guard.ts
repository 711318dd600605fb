/**
 * The budgets that a contract names, taken for every request by the network it comes from (`http.ts`). Counting runs
 * beside the reads of the request, and nothing is committed before the count is known.
 */
import type { Request } from '../session/request.ts';
import type { ErrorCode, Refused } from '../shared/errors.ts';
import type { Result } from '../shared/result.ts';
import { BUDGETS, type Guarded, limitOf, restOf } from './budgets.ts';
import { giveBack, judge, type Taken, take } from './spend.ts';

type Spender = Pick<Request, 'project' | 'now' | 'commit'>;

/** `RateLimit` and `RateLimit-Policy` (draft-ietf-httpapi-ratelimit-headers-10 §3, §4). */
function headersOf(
  taken: readonly Taken[],
  { project, now }: Pick<Spender, 'project' | 'now'>,
): Record<string, string> {
  const items = taken.map(({ wanted: { budget }, used }) => {
    const limit = limitOf(budget, project.settings.budgets);
    return {
      policy: `"${budget}";q=${limit};w=${BUDGETS[budget].windowS}`,
      rest: `"${budget}";r=${Math.max(0, limit - used)};t=${restOf(budget, now)}`,
    };
  });
  return {
    'ratelimit-policy': items.map(({ policy }) => policy).join(', '),
    ratelimit: items.map(({ rest }) => rest).join(', '),
  };
}

class OverBudget extends Error {
  override readonly name = 'OverBudget';
}

/** To be asked for one more factor is to have given a right one. */
const isSuccess = (result: Result<unknown, string | Refused>): boolean =>
  result.ok || (typeof result.error === 'object' && result.error.code === 'step_up_required');

type Run<T, E> = (commit: Spender['commit']) => Promise<Result<T, E>>;
type Guard<T, E> = { readonly result: Result<T, E | Refused>; readonly headers: Record<string, string> };

/** Begins to count at once; the answer runs an endpoint within the budgets. */
export function guard(
  { take: budgets, beside, failuresOnly }: Guarded,
  projectId: string,
  ip: string | undefined,
  now: Date,
) {
  const wanted = budgets.map((budget) => ({ budget, whose: ip ?? 'unknown' }));
  const taking = take(projectId, wanted, now);
  // Whoever asks gets the failure; that nobody may have asked yet is no reason for the process to stop.
  taking.catch(() => undefined);

  return async <T, E extends ErrorCode | Refused>(spender: Spender, run: Run<T, E>): Promise<Guard<T, E>> => {
    let judged: ReturnType<typeof judge> | undefined;
    const admission = () => {
      judged ??= taking.then((taken) => judge(spender, taken));
      return judged;
    };
    const commit: Spender['commit'] = async (changes, events) => {
      if (!(await admission()).ok) throw new OverBudget();
      return spender.commit(changes, events);
    };
    const within = async (): Promise<Result<T, E | Refused>> => {
      if (!beside) {
        const admitted = await admission();
        if (!admitted.ok) return admitted;
      }
      const result = await run(commit).catch((error: unknown) => {
        if (error instanceof OverBudget) return undefined;
        throw error;
      });
      const admitted = await admission();
      if (!admitted.ok) return admitted;
      if (!result) throw new Error('a request within its budgets was stopped');
      return result;
    };
    const result = await within();
    if (failuresOnly && isSuccess(result)) await giveBack(spender, await taking);
    return { result, headers: headersOf(await taking, spender) };
  };
}
