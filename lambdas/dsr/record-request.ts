/**
 * The request behind an administrative call, which lets access, amend, account or disagree: written down with what was
 * done, in its transaction, or one that came in before and is thereby fulfilled.
 */
import type { Subject } from '../audit/event.ts';
import type { Project } from '../project/project.ts';
import type { Change } from '../shared/change.ts';
import { newId } from '../shared/ids.ts';
import { byOf, type OperatorPrincipal, type SecretKeyPrincipal } from '../shared/principal.ts';
import { err, ok, type Result } from '../shared/result.ts';
import type { RequestKind } from './due-date.ts';
import { newRequest, type RequestContent, type SubjectRequest, takeStep } from './request.ts';
import { sealContent } from './request-content.ts';
import { getRequestOf, insertRequest, putStep } from './request-store.ts';

interface Caller {
  readonly project: Project;
  readonly principal: SecretKeyPrincipal | OperatorPrincipal;
  readonly now: Date;
}
interface Whose {
  readonly id: string;
  readonly wrappedKey: Uint8Array;
}

export interface Recorded {
  readonly request: SubjectRequest;
  /** Go with the event of the call. */
  readonly changes: readonly Change<'conflict'>[];
  /** What the event says of the person, sealed. */
  readonly subject: Subject;
}

interface Asked {
  readonly kind: RequestKind;
  /** `in_progress` where a clock goes on with it, and completes it by `takeStep` and `putStep`. */
  readonly state: 'completed' | 'in_progress';
  readonly content: RequestContent;
  /** One that came in before, of this person and kind. */
  readonly dsrId?: string | undefined;
}

async function fulfil(
  { project, now }: Caller,
  whose: Whose,
  { kind, state, dsrId = '' }: Asked,
): Promise<Result<[SubjectRequest, SubjectRequest], 'not_found' | 'wrong_state' | 'already_decided' | 'past_due'>> {
  const before = await getRequestOf(project.id, dsrId);
  if (before?.userId !== whose.id || before.kind !== kind) return err('not_found');
  const goesOn = state === 'in_progress' && (before.state === 'in_progress' || before.state === 'extended');
  const taken = goesOn ? ok(before) : takeStep(before, state === 'completed' ? 'complete' : 'start', now);
  return taken.ok ? ok([before, taken.value]) : taken;
}

export async function recordRequest(
  caller: Caller,
  whose: Whose,
  asked: Asked,
): Promise<Result<Recorded, 'not_found' | 'wrong_state' | 'already_decided' | 'past_due'>> {
  const { project, principal, now } = caller;
  const subject = { ...whose, content: { ...asked.content } };
  if (asked.dsrId !== undefined) {
    const fulfilled = await fulfil(caller, whose, asked);
    if (!fulfilled.ok) return fulfilled;
    const [before, request] = fulfilled.value;
    return ok({ request, changes: before === request ? [] : putStep(before, request), subject });
  }
  const id = newId('dsr', now);
  const sealed = await sealContent(project, whose, id, asked.content);
  const request = newRequest(
    {
      id,
      projectId: project.id,
      kind: asked.kind,
      framework: 'hipaa',
      userId: whose.id,
      by: byOf(principal),
      ...sealed,
    },
    asked.state,
    now,
  );
  return ok({ request, changes: insertRequest(request), subject });
}
