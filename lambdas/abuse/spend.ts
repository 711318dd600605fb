/**
 * Takes from budgets before anything costly is done. What is over a budget is refused and counted, and each time that
 * count doubles an event says so (security.md, promise one). When the counters cannot be reached, the request fails.
 */
import type { Request } from '../session/request.ts';
import type { Refused } from '../shared/errors.ts';
import { keyedHash } from '../shared/keyed-hash.ts';
import { err, ok, type Result } from '../shared/result.ts';
import { addTo, type Bucket, beginOrCount } from './budget-store.ts';
import { BUDGETS, type Budget, type BudgetName, isDoubling, limitOf, networkOf, restOf, windowOf } from './budgets.ts';

export interface Wanted {
  readonly budget: BudgetName;
  /** The user's id, the network address, the project's id, or the address of a message. Stored as a keyed hash. */
  readonly whose: string;
  /** Whom the refusal concerns, where that is known. */
  readonly target?: { readonly type: string; readonly id: string } | undefined;
}

/** One from a budget: how much is left, below zero where it was too much. */
export interface Taken {
  readonly wanted: Wanted;
  /** How many were taken in this window, this one included. */
  readonly used: number;
}

type Spender = Pick<Request, 'project' | 'now' | 'commit'>;

async function bucketOf(projectId: string, { budget, whose }: Wanted, now: Date): Promise<Bucket> {
  const { number, endsAtS } = windowOf(budget, now);
  const bucket = { projectId, budget, window: number, endsAtS };
  // A credential is no person's, and who refuses it need not hold the key of keyed hashes.
  if (BUDGETS[budget].of === 'credential') return { ...bucket, whose };
  const owner = BUDGETS[budget].of === 'ip' ? networkOf(whose) : whose;
  return { ...bucket, whose: await keyedHash('budget', projectId, owner) };
}

async function takeOne(projectId: string, wanted: Wanted, now: Date): Promise<Taken> {
  const bucket = await bucketOf(projectId, wanted, now);
  const { windowS, spaced }: Budget = BUDGETS[wanted.budget];
  const nowMs = now.getTime();
  const used = await (spaced ? beginOrCount(bucket, nowMs, nowMs + windowS * 1000) : addTo(bucket, 1));
  return { wanted, used };
}

/** Counts, and judges nothing: the limits of the project need not be known yet. */
export const take = (projectId: string, wanted: readonly Wanted[], now: Date): Promise<Taken[]> =>
  Promise.all(wanted.map((one) => takeOne(projectId, one, now)));

/** What became of it under the project's limits; refusals are in the log when this returns. */
export async function judge(
  { project, now, commit }: Spender,
  taken: readonly Taken[],
): Promise<Result<undefined, Refused<'rate_limited'>>> {
  const { budgets } = project.settings;
  const over = taken.flatMap(({ wanted, used }) => {
    const limit = limitOf(wanted.budget, budgets);
    return used > limit ? [{ ...wanted, limit, refused: used - limit }] : [];
  });
  for (const { budget, limit, refused, target } of over.filter((one) => isDoubling(one.refused))) {
    await commit([], {
      type: 'abuse.limit_reached',
      outcome: 'denied',
      reason: 'rate_limited',
      target: target ?? { type: 'project', id: project.id },
      detail: { budget, limit, window_s: BUDGETS[budget].windowS, refused },
    });
  }
  if (over.length === 0) return ok(undefined);
  return err({ code: 'rate_limited', retryAfterS: Math.max(...over.map(({ budget }) => restOf(budget, now))) });
}

/** Takes one from each. Contracts name access `ephemeral:spend` and `hmac-key:derive`, and event `abuse.limit_reached`. */
export async function spend(
  request: Spender,
  wanted: readonly Wanted[],
): Promise<Result<undefined, Refused<'rate_limited'>>> {
  return judge(request, await take(request.project.id, wanted, request.now));
}

/** Gives back what a success need not have taken, so that a budget counts failures. */
export async function refund({ project, now }: Pick<Spender, 'project' | 'now'>, wanted: readonly Wanted[]) {
  await Promise.all(wanted.map(async (one) => addTo(await bucketOf(project.id, one, now), -1)));
}

/**
 * After a success, where it matters: while half of a budget is there, one that was right is not worth a write. Not being
 * given back refuses somebody sooner and nothing else, so it fails nothing.
 */
export async function giveBack(spender: Pick<Spender, 'project' | 'now'>, taken: readonly Taken[]): Promise<void> {
  const { budgets } = spender.project.settings;
  const scarce = taken.filter(({ wanted, used }) => used > limitOf(wanted.budget, budgets) / 2);
  await refund(
    spender,
    scarce.map(({ wanted }) => wanted),
  ).catch(() => undefined);
}
