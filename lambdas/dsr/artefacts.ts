/**
 * Everything that is kept of a person but the log: a part of the bundle for each kind. No secret is among it, nor what
 * would help to guess one. A test holds the parts against every row that there is of a person.
 */
import type { KeyObject } from 'node:crypto';
import type { Json, JsonObject } from '../audit/block.ts';
import { unwrapSubjectKey } from '../audit/subject-key.ts';
import { consentOf } from '../impersonation/impersonation-store.ts';
import { presentMembership } from '../membership/membership-schema.ts';
import { formerOperatorOf } from '../operator/operator-store.ts';
import { phoneOf } from '../otp/phone-store.ts';
import { lastUseOf } from '../passkey/passkey.ts';
import { presentPasskey } from '../passkey/passkey-schema.ts';
import { passwordOf } from '../password/password-store.ts';
import type { Project } from '../project/project.ts';
import { getDataKey } from '../project/project-store.ts';
import type { Recovery } from '../recovery/recovery.ts';
import { presentRecovery } from '../recovery/recovery-schema.ts';
import { recoveryCodesOf } from '../recovery-code/recovery-code-store.ts';
import { decisionsOfUser } from '../risk/decision-list.ts';
import type { Habits } from '../risk/habits.ts';
import { openHabits } from '../risk/habits-store.ts';
import { presentDecision } from '../risk/present-decision.ts';
import { type Account, getAccount } from '../session/account-store.ts';
import type { Session } from '../session/session.ts';
import { presentSession } from '../session/session-schema.ts';
import { listAllSessions } from '../session/session-store.ts';
import { totpOf } from '../totp/totp-store.ts';
import type { FoundSubject } from '../user/find-subject.ts';
import { presentUser } from '../user/user-schema.ts';
import { disagreementsOf } from './disagreement-store.ts';
import { formerMembershipsOf } from './kept-store.ts';
import type { Person } from './redact.ts';
import { openContent } from './request-content.ts';
import { listRequestsOf } from './request-store.ts';

export interface Artefacts {
  readonly person: Person;
  /** By name, without the pseudonyms of others. */
  readonly parts: Readonly<Record<string, Json>>;
}

const PAGE = 500;

/** Dates become text and absent members go, as the answer spells them. */
const json = (value: unknown): Json => JSON.parse(JSON.stringify(value ?? null)) as Json;

function identitiesOf(account: Account, sessions: readonly Session[]): JsonObject {
  const { user, passkeys } = account;
  const [totp, phone] = [totpOf(account), phoneOf(account)];
  const [codes, password] = [recoveryCodesOf(account), passwordOf(account)];
  return {
    email: { address: user.email, verified: user.emailVerified },
    phone: phone ? { id: phone.id, number: phone.number, confirmed_at: phone.confirmedAt } : null,
    passkeys: json(passkeys.map((one) => presentPasskey(one, undefined, lastUseOf(one, sessions)))),
    totp: totp ? { id: totp.id, status: totp.status, confirmed_at: totp.confirmedAt ?? null } : null,
    password: password ? { set_at: password.setAt } : null,
    recovery_codes: codes ? { left: codes.left.length, created_at: codes.createdAt } : null,
  };
}

/** Also where and from what: they were there. */
const presentOwn = (session: Session): Json =>
  json({
    ...presentSession(session),
    status: session.status,
    end_reason: session.endReason ?? null,
    user_agent: session.impersonation ? null : (session.userAgent ?? null),
    network: session.impersonation ? null : (session.network ?? null),
  });

/** Networks are blocks of addresses; hours are those of a day in UTC, by how often. */
const presentHabits = ({ devices, blocks, countries, lastMs, place, hours }: Habits) => ({
  devices,
  networks: blocks,
  countries,
  last_at: new Date(lastMs).toISOString(),
  place: place ?? null,
  hours,
});

function accountOf(account: Account, key: KeyObject | undefined): JsonObject {
  const { user, rows } = account;
  const { roles = [] } = formerOperatorOf(account) ?? {};
  const habits = key && openHabits(rows, user.id, key);
  return {
    ...(json(presentUser(user)) as JsonObject),
    self_registered: user.selfRegistered,
    signed_out_at: user.signedOutAt ?? null,
    operator_roles: [...roles],
    impersonation_consent: json(consentOf(account)),
    sign_in_habits: json(habits && presentHabits(habits)),
  };
}

async function decisionsOf(userId: string): Promise<Json[]> {
  const found: Json[] = [];
  let before: string | undefined;
  do {
    const page = await decisionsOfUser(userId, { decision: undefined, before, limit: PAGE });
    found.push(...page.items.map((one) => json(presentDecision(one))));
    before = page.next;
  } while (before !== undefined);
  return found;
}

async function keyOf(project: Project, { id, wrappedKey }: FoundSubject): Promise<KeyObject | undefined> {
  return wrappedKey && unwrapSubjectKey(wrappedKey, await getDataKey(project), id);
}

async function requestsOf(project: Project, userId: string) {
  const requests = await listRequestsOf(userId);
  return Promise.all(
    requests.map(async (one) => ({
      id: one.id,
      kind: one.kind,
      framework: one.framework,
      state: one.state,
      received_at: one.receivedAt,
      due_on: one.due.on,
      ended_at: one.endedAt ?? null,
      content: json(await openContent(project, one)),
    })),
  );
}

/** Of somebody who was deleted there is what outlives that: requests, disagreements, and the log. */
export async function readArtefacts(
  project: Project,
  subject: FoundSubject,
  recoveries: readonly Recovery[],
  now: Date,
): Promise<Artefacts> {
  const { id } = subject;
  const [account, key, former, sessions, decisions, requests] = await Promise.all([
    getAccount(project.id, id),
    keyOf(project, subject),
    formerMembershipsOf(id),
    listAllSessions(id),
    decisionsOf(id),
    requestsOf(project, id),
  ]);
  const disagreements = key ? await disagreementsOf(id, key) : [];
  const { memberships = [], passkeys = [] } = account ?? {};
  const phone = account && phoneOf(account);
  const totp = account && totpOf(account);
  const ids = [...memberships, ...former, ...passkeys, ...recoveries, ...sessions, ...requests, ...disagreements].map(
    (one) => one.id,
  );
  const gone = Object.keys(account?.user.removedPasskeys ?? {});
  return {
    person: {
      id,
      projectId: project.id,
      own: new Set([id, ...ids, ...gone, ...(phone ? [phone.id] : []), ...(totp ? [totp.id] : [])]),
      email: account?.user.email,
      key,
    },
    parts: {
      account: account ? accountOf(account, key) : null,
      identities: account ? identitiesOf(account, sessions) : null,
      memberships: json([...memberships.map(presentMembership), ...former]),
      sessions: sessions.map(presentOwn),
      risk_decisions: decisions,
      recovery_requests: json(recoveries.map((one) => presentRecovery(one, now))),
      requests: json(requests),
      disagreements: json(disagreements),
    },
  };
}
