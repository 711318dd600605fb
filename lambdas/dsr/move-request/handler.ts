/** POST /v1/compliance/dsr/{id}/transition */
import type { Project } from '../../project/project.ts';
import { http } from '../../shared/http.ts';
import { err, ok } from '../../shared/result.ts';
import { type RequestContent, type SubjectRequest, takeStep } from '../request.ts';
import { openContent, sealContent } from '../request-content.ts';
import { moved } from '../request-events.ts';
import { presentOpened } from '../request-schema.ts';
import { getRequestOf, putStep } from '../request-store.ts';
import { knownSubject } from '../whose.ts';
import { moveRequestContract } from './contract.ts';

const wrong = (member: string, message: string) =>
  err({ code: 'validation_failed', errors: [{ path: `body.${member}`, message }] } as const);

const say = (content: RequestContent, state: string, reason: string | undefined): RequestContent =>
  reason === undefined ? content : { ...content, reasons: { ...content.reasons, [state]: reason } };

/** Of whoever was erased meanwhile nothing is opened and nothing more is kept: what was sealed stays as it is. */
async function sealAgain(project: Project, after: SubjectRequest, content: RequestContent | undefined) {
  const whose = after.userId === undefined ? undefined : await knownSubject(project, after.userId);
  const sealed = content && (whose || after.userId === undefined) ? content : undefined;
  return { whose, ...(sealed && (await sealContent(project, whose, after.id, sealed))) };
}

export const handler = http(moveRequestContract, async ({ params, body, project, now, commit }) => {
  const before = await getRequestOf(project.id, params.id);
  if (!before) return err('not_found');
  const named = body.step === 'verify' ? body.user_id : undefined;
  if (named !== undefined && before.userId !== undefined && named !== before.userId)
    return wrong('user_id', 'it is about another person');
  if (named !== undefined && !(await knownSubject(project, named))) return err('not_found');
  const taken = takeStep(before, body.step, now);
  if (!taken.ok) return taken;

  const reason = 'reason' in body ? body.reason : undefined;
  const opened = await openContent(project, before);
  if (!opened && reason !== undefined) return wrong('reason', 'this person was erased: no more is kept of them');
  const content = opened && say(opened, taken.value.state, reason);
  const moving = { ...taken.value, userId: before.userId ?? named };
  const { whose, ...sealed } = await sealAgain(project, moving, content);
  const after = { ...moving, ...sealed };
  const method = body.step === 'verify' ? body.method : undefined;
  const committed = await commit(putStep(before, after), moved(before, after, whose, { method, reason }));
  return committed.ok ? ok({ status: 200, body: presentOpened(after, content) }) : committed;
});
