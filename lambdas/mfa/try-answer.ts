/**
 * One answer to a challenge, right or wrong. A wrong one is told only when it was counted, a right one becomes a session
 * only while the count is what was read: so of any number of answers at once, five are tried (security.md, row 4).
 */
import { refund, spend, type Wanted } from '../abuse/spend.ts';
import type { Envelope } from '../session/issue-tokens.ts';
import type { MintError } from '../session/mint-errors.ts';
import { mintSession } from '../session/mint-session.ts';
import { openReplacement } from '../session/replacement.ts';
import { acting, type Request } from '../session/request.ts';
import type { LimitError, SessionError } from '../session/session.ts';
import { withFactor } from '../session/step-up.ts';
import type { Refused } from '../shared/errors.ts';
import { err, type Result } from '../shared/result.ts';
import { type AnswerError, answerStepUp, type Given } from './answer-step-up.ts';
import type { Answered } from './answered.ts';
import { MAX_TRIES } from './challenge.ts';
import { countTry, useChallenge } from './challenge-store.ts';
import { type Opened, openStepUp } from './open-step-up.ts';

type Entered = Result<Envelope, MintError | SessionError | Refused<'step_up_required'>>;

async function enter(
  request: Request,
  { challenge, account, organization }: Opened,
  answered: Answered & { readonly credentialId?: string },
): Promise<Entered> {
  const { organizationId, sessionId, replaces, risk } = challenge;
  const replacement = replaces && (await openReplacement(request, account, replaces));
  if (replacement && !replacement.ok) return replacement;
  const { since, allows, changes = [], events = [] } = replacement?.value ?? {};
  const proof = withFactor(challenge.proof, answered.factor, request.now);
  return mintSession<LimitError | 'conflict'>(request, {
    sessionId,
    account,
    organizationId,
    organization,
    proof,
    consumes: [useChallenge(challenge), ...answered.consumes],
    consumed: [
      ...answered.events,
      {
        type: 'auth.step_up_answered',
        target: { type: 'user', id: account.user.id },
        detail: { method: answered.factor.method, methods: [...proof.factors] },
      },
    ],
    changes,
    events,
    since,
    allows,
    replaces,
    credentialId: answered.credentialId ?? challenge.credentialId,
    risk: 'answered',
    assessment: risk,
    contended: true,
  });
}

async function refuse(
  { commit }: Request,
  { challenge, account, organization }: Opened,
  method: Given['method'],
  reason: AnswerError,
): Promise<Result<never, AnswerError | 'conflict'>> {
  const counted = await commit([countTry(challenge)], {
    type: 'auth.challenge_failed',
    outcome: 'failure',
    reason,
    organizationId: organization?.id,
    target: { type: 'user', id: account.user.id },
    detail: { method, tries: challenge.tries + 1, purpose: 'step_up' },
    subjects: acting(account),
  });
  return counted.ok ? err(reason) : counted;
}

/** Codes can be guessed, and each challenge allows for some guesses: a person's budget bounds all of them together. */
const budgetsOf = ({ account }: Opened, { method }: Given): Wanted[] =>
  method === 'passkey'
    ? []
    : [{ budget: 'factor_account', whose: account.user.id, target: { type: 'user', id: account.user.id } }];

/** The challenge changes at most so often, and each other thing that an answer uses up is used up once. */
const READINGS = MAX_TRIES + 3;

export async function tryAnswer(
  request: Request,
  challengeId: string,
  given: Given,
): Promise<Result<Envelope, MintError | SessionError | AnswerError | Refused<'step_up_required' | 'rate_limited'>>> {
  let opened = await openStepUp(request, challengeId);
  const budgets = opened.ok ? budgetsOf(opened.value, given) : [];
  const spent = await spend(request, budgets);
  if (!spent.ok) return spent;
  for (let reading = 1; opened.ok && reading <= READINGS; reading++) {
    const answered = await answerStepUp(request, opened.value, given);
    const result = answered.ok
      ? await enter(request, opened.value, answered.value)
      : await refuse(request, opened.value, given.method, answered.error);
    // A budget is of wrong guesses. One that is not given back refuses somebody sooner, and nothing else.
    if (result.ok) await refund(request, budgets).catch(() => undefined);
    if (result.ok || result.error !== 'conflict') return result;
    opened = await openStepUp(request, challengeId);
  }
  return opened.ok ? err('conflict') : opened;
}
