/** Whoever acts as somebody else does what each route declares for them, and nothing more; and every event names both. */
import { describe, expect, test } from 'vitest';
import { allRoutes, paramsFor, request } from '../../dynamodb/api.ts';
import { eventsOf, type LoggedEvent } from '../../dynamodb/events.ts';
import { makeOperator } from '../../dynamodb/operators.ts';
import { enrol, makeClinic } from '../../dynamodb/people.ts';

type Contract = import('../../../lambdas/shared/contract.ts').Contract;

const closed = allRoutes.filter(({ contract }) => !contract.auth.includes('public'));
const personal = (contract: Contract) => contract.auth.includes('user') || contract.auth.includes('operator');

/** What is declared, in words: who may do what while they act as somebody else. */
function expected(contract: Contract, writes: boolean): 'unknown' | 'barred' | 'let in' {
  if (!personal(contract)) return 'unknown';
  const allowed = contract.impersonation === 'read' || (contract.impersonation === 'write' && writes);
  return contract.auth.includes('user') && allowed ? 'let in' : 'barred';
}

test('no route of factors, sessions, operators, grants, exports or consent declares anything for them', () => {
  const never =
    /passkey|password|totp|recovery|phone|sms|step-up|mfa|magic-link|otp|operators|approvals|impersonation|break-glass|api-keys|clients|export|dsr|events|audit|authorize|select-org|switch-org|sign-out|sessions\/revoke/;
  const writing = closed.filter(({ method, contract }) => contract.impersonation !== undefined && method !== 'GET');
  expect(writing.map(({ name }) => name).filter((name) => never.test(name))).toEqual([]);
  for (const { method, contract } of closed)
    if (contract.impersonation === 'write') expect(['PATCH', 'PUT', 'POST', 'DELETE']).toContain(method);
  for (const { contract } of closed) if (contract.impersonation !== undefined) expect(contract.auth).toContain('user');
});

describe.each([false, true])('with writes %s', (writes) => {
  test('each route lets them in exactly where it is declared, and what they leave in the log names both', {
    timeout: 120_000,
  }, async () => {
    const clinic = await makeClinic();
    const [admin, person] = [await makeOperator(clinic, 'admin'), await enrol(clinic)];
    const body = { user_id: person.userId, reason: 'To see what they see', ticket: 'T-1', writes };
    const begun = (await admin.call('POST /v1/impersonations', { body })).body;
    const before = new Set((await eventsOf(clinic.projectId)).map(({ id }) => id));
    const barred: string[] = [];

    for (const { name, contract } of closed) {
      const answer = await request(name, {
        key: begun.access_token,
        params: paramsFor(contract),
        ...(contract.body && { body: name === 'PATCH /v1/me' ? { name: 'A new name' } : {} }),
      });
      const found =
        answer.body?.code === 'impersonation_forbidden' ? 'barred' : answer.status === 401 ? 'unknown' : 'let in';
      expect([name, found]).toEqual([name, expected(contract, writes)]);
      if (found === 'barred') barred.push(name);
    }

    const written = (await eventsOf(clinic.projectId)).filter(({ id }) => !before.has(id));
    const refused = written.filter(({ type }) => type === 'impersonation.refused') as (LoggedEvent & {
      detail: { route: string };
    })[];
    expect(refused.map(({ detail }) => detail.route).sort()).toEqual(barred.sort());
    expect(written.some(({ type }) => type === 'user.profile_updated')).toBe(writes);
    // A route that takes keys alone looks into no token: what it refuses is counted, and nobody's.
    const named = written.filter(({ type }) => type !== 'abuse.limit_reached');
    for (const event of named)
      expect(event).toMatchObject({
        actor: { type: 'operator', id: admin.userId },
        on_behalf_of: { type: 'user', id: person.userId },
        grant: { type: 'impersonation', id: begun.id },
      });
    console.log(
      `B23: ${closed.length} routes, ${barred.length} barred, both identities in ${named.length} of ${written.length} events (writes: ${writes})`,
    );
  });
});
