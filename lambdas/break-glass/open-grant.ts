/** The alarm, then the grant with what the proof used up, in two transactions: no grant without an alarm before it. */
import type { EventDraft } from '../audit/event.ts';
import type { Request } from '../session/request.ts';
import { acting } from '../session/request.ts';
import type { ErrorCode } from '../shared/errors.ts';
import { ok, type Result } from '../shared/result.ts';
import { tryAlarm } from './alarm.ts';
import { type Asked, type BreakGlass, openBreakGlass } from './break-glass.ts';
import { insertBreakGlass } from './break-glass-store.ts';
import { newGrantToken } from './grant-token.ts';
import type { Proven } from './prove.ts';
import { refuse } from './refuse.ts';

export interface Granted {
  readonly grant: BreakGlass;
  /** Shown once. */
  readonly token: string;
}

type OpenError = 'challenge_expired' | 'conflict' | 'passkey_verification_failed';

export async function openGrant(
  call: Request,
  { account, method, grantId, consumes, events }: Proven,
  asked: Asked,
): Promise<Result<Granted, OpenError>> {
  const { project, now, commit } = call;
  const { token, hash } = newGrantToken(grantId);
  const identity = { id: grantId, projectId: project.id, userId: account.user.id, method, tokenHash: hash };
  const asking = openBreakGlass(asked, { ...identity, alarm: 'pending' }, now);

  const { incidentId, scopes, organizationId, drill, expiresAt } = asking;
  const facts = { incident_id: incidentId, scope: scopes, drill, organization_id: organizationId, method };
  const about = {
    target: { type: 'break_glass', id: grantId },
    grant: { type: 'break_glass', id: grantId },
    actor: { type: 'operator', id: account.user.id },
    // What a person wrote may name a patient, so it is sealed.
    subjects: acting(account).map((subject) => ({ ...subject, content: { reason: asked.reason } })),
  } as const;

  await commit([], { ...about, type: 'break_glass.alarmed', detail: { ...facts, minutes: asked.minutes } });
  const grant: BreakGlass = { ...asking, alarm: await tryAlarm(asking, project) };

  const used = events.map((event): EventDraft => ({ ...event, grant: about.grant, actor: about.actor }));
  const opened: EventDraft<'break_glass.opened'> = {
    ...about,
    type: 'break_glass.opened',
    detail: { ...facts, expires_at: expiresAt, alarm: grant.alarm },
  };
  const granted = await commit<OpenError & ErrorCode>([...insertBreakGlass(grant), ...consumes], [opened, ...used]);
  return granted.ok ? ok({ grant, token }) : refuse(call, account, method, granted.error);
}
