/**
 * What of its project's day a message costs, where it is of the kind that strangers may ask for. A day that is used up
 * raises an alarm: somebody may be earning by it (security.md, row 25).
 */
import { spend, type Wanted } from '../abuse/spend.ts';
import type { Request } from '../session/request.ts';
import { countMetric } from '../shared/metric.ts';
import type { Letter } from './seal-message.ts';
import { ASKED_FOR } from './templates.ts';

/** Named in `triggers.ts`. */
const OVER_BUDGET = 'MessagesOverBudget';

/** @returns what was taken, to be given back if it is not sent; `undefined` where there is nothing left. */
export async function spendOnProject(
  call: Pick<Request, 'project' | 'now' | 'commit'>,
  { channel, template }: Letter,
): Promise<readonly Wanted[] | undefined> {
  if (!ASKED_FOR.includes(template)) return [];
  const wanted = [{ budget: channel === 'sms' ? 'sms_project' : 'send_project', whose: call.project.id }] as const;
  if ((await spend(call, wanted)).ok) return wanted;
  countMetric(OVER_BUDGET, call.now);
  return undefined;
}
