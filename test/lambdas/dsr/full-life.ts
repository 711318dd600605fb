/**
 * A person of whom everything is kept that Hale keeps, among others who have to do with them: a colleague in the same
 * organization, operators who help and look, a patient whom they treat themselves. Import `world.ts` first.
 */
import type { Context } from 'aws-lambda';
import { client, request } from '../../dynamodb/api.ts';
import { addTotp, logIn, PASSWORD, setPassword, verifyEmail } from '../../dynamodb/factors.ts';
import { makeOperator, type OperatorPerson } from '../../dynamodb/operators.ts';
import { codeIn, deliverAll } from '../../dynamodb/outbox.ts';
import { type Clinic, enrol, join, makeClinic, makeOrganization, type Person, signIn } from '../../dynamodb/people.ts';
import { ask, askAndProve } from '../../dynamodb/recovery.ts';
import { bearer } from '../../dynamodb/world.ts';

const context = { getRemainingTimeInMillis: () => 60_000 } as Context;

/** Archives, signs and indexes what was logged until now. */
export async function archive(): Promise<void> {
  const { handler: sweep } = await import('../../../lambdas/log/sweep-lanes/handler.ts');
  const { handler: index } = await import('../../../lambdas/audit/sweep-index/handler.ts');
  await sweep({}, context);
  await index({}, context);
}

export interface Life {
  readonly clinic: Clinic;
  readonly organizations: readonly string[];
  readonly person: Person;
  /** Everybody else, and the text by which each would be known. */
  readonly others: readonly { readonly userId: string; readonly words: readonly string[] }[];
  readonly operator: OperatorPerson;
}

const must = async <T extends { status: number; body: unknown }>(asked: Promise<T>): Promise<T> => {
  const answer = await asked;
  if (answer.status >= 400) throw new Error(JSON.stringify(answer.body));
  return answer;
};

const PHI = { occurred_at: '2026-03-01T12:00:00Z', purpose: 'TREAT' };

async function recordAccesses({ secret }: Clinic, of: string, by: string, resource: string, recipient?: string) {
  const one = { ...PHI, subject_id: of, actor_id: by, resource: { type: 'Observation', id: resource } };
  const disclosure = recipient && { disclosure: { recipient, description: 'Laboratory report' } };
  const events = [
    { ...one, client_id: `${resource}-read`, action: 'read' },
    ...(disclosure ? [{ ...one, ...disclosure, client_id: `${resource}-out`, action: 'disclose' }] : []),
  ];
  await must(client(secret)('POST /v1/events', { body: { events } }));
}

/** What they have to prove themselves with: a passkey, an app with codes, a password, a number. */
async function enrolAll(person: Person): Promise<void> {
  const { envelope } = await addTotp((await signIn(person)).body);
  const password = await must(setPassword(envelope, { new_password: PASSWORD }));
  const headers = bearer(password.body.access_token);
  await deliverAll();
  const flow = await must(request('POST /v1/me/phone', { headers, body: { phone: '+12065550123' } }));
  const body = { flow_id: flow.body.flow_id, code: codeIn(await deliverAll()) };
  await must(request('POST /v1/me/phone/confirm', { headers, body }));
}

async function treat(clinic: Clinic, operator: OperatorPerson, person: Person): Promise<void> {
  const params = { id: person.userId };
  const posing = await must(
    operator.call('POST /v1/impersonations', {
      body: { user_id: person.userId, reason: 'They cannot see their appointments', ticket: 'HELP-1' },
    }),
  );
  await client(posing.body.access_token)('GET /v1/me');
  await must(operator.call('PATCH /v1/users/{id}', { params, body: { name: 'A Better Name' } }));
  const { session_id } = (await signIn(person)).body;
  await must(request('GET /v1/users/{id}/sessions', { key: clinic.secret, params }));
  await must(operator.call('DELETE /v1/users/{id}/sessions', { params }));
  if (!session_id) throw new Error('no session');
}

export async function liveFully(): Promise<Life> {
  const clinic = await makeClinic({
    settings: {
      passwords: 'on',
      recovery_delay_min: 60,
      budgets: { send_spacing: 1_000, send_destination: 1_000, dsr_export_account: 3 },
    },
  });
  const organizations = [await makeOrganization(clinic), await makeOrganization(clinic)];
  const [first = '', second = ''] = organizations;
  const person = await enrol(clinic);
  const [colleague, patient] = [await enrol(clinic), await enrol(clinic)];
  const operator = await makeOperator(clinic, 'owner');
  await verifyEmail(person);
  for (const one of [person, colleague]) await must(join(one, first));
  const left = await must(join(person, second));
  const membership = { org: second, id: left.body.id };
  await client(clinic.secret)('DELETE /v1/organizations/{org}/memberships/{id}', { params: membership });
  for (const one of [person, colleague, patient]) await signIn(one, one === patient ? {} : { organization_id: first });
  await enrolAll(person);
  await logIn(clinic, person.email, 'not the right one');

  await recordAccesses(clinic, person.userId, colleague.userId, 'MRN-OWN', 'City Laboratory');
  await recordAccesses(clinic, patient.userId, person.userId, 'MRN-PATIENT');
  await archive();

  const { id } = await askAndProve(person);
  await must(operator.call('POST /v1/recovery/requests/{id}/deny', { params: { id }, body: { note: 'They called.' } }));
  await ask(clinic, { email: colleague.email });
  await treat(clinic, operator, person);
  const params = { id: person.userId };
  await must(
    client(clinic.secret)('POST /v1/admin/users/{id}/dsr/disagreement', {
      params,
      body: { statement: 'I did not sign in on that Tuesday.', requested_by: colleague.email },
    }),
  );
  // As an operator of others, once.
  const { appoint, asOperator } = await import('../../dynamodb/operators.ts');
  await appoint(person, ['admin']);
  const inOffice = await asOperator(person);
  await must(inOffice.call('DELETE /v1/users/{id}/sessions', { params: { id: patient.userId } }));
  const words = (one: Pick<Person, 'userId' | 'email'>) => ({ userId: one.userId, words: [one.email, 'MRN-PATIENT'] });
  return { clinic, organizations, person, others: [colleague, patient, operator].map(words), operator };
}
