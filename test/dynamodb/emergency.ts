/** Emergency operators for tests: people with a passkey, recovery codes and a role, and the two ways to break the glass. */
import { PutItemCommand } from '@aws-sdk/client-dynamodb';
import { marshall } from '@aws-sdk/util-dynamodb';
import type { AuthenticatorSettings, Misbehaviour } from '../passkey-authenticator.ts';
import { request } from './api.ts';
import { anonymously, type Clinic, enrol, type Person } from './people.ts';
import { bearer, database, type Reply, TABLES } from './world.ts';

export async function giveRoles({ userId, clinic }: Pick<Person, 'userId' | 'clinic'>, roles: string[]) {
  const row = {
    pk: `USER#${userId}`,
    sk: 'OPERATOR',
    id: userId,
    user_id: userId,
    project_id: clinic.projectId,
    parent: `PROJECT#${clinic.projectId}#OPERATORS`,
    roles,
    granted_at: new Date().toISOString(),
    version: 1,
  };
  await database.send(new PutItemCommand({ TableName: TABLES.identity, Item: marshall(row) }));
}

export interface Emergency extends Person {
  /** Each works once. */
  readonly codes: string[];
  /** Of the session that is theirs now. */
  readonly token: string;
}

export async function enrolOperator(
  clinic: Clinic,
  roles: string[],
  settings: AuthenticatorSettings = {},
): Promise<Emergency> {
  const person = await enrol(clinic, settings);
  await giveRoles(person, roles);
  const { body } = await request('POST /v1/me/recovery-codes', {
    headers: bearer(person.envelope.access_token),
    body: {},
  });
  return { ...person, codes: body.recovery_codes, token: body.access_token };
}

export const enrolEmergency = (clinic: Clinic, settings: AuthenticatorSettings = {}): Promise<Emergency> =>
  enrolOperator(clinic, ['emergency'], settings);

export const ASKED = {
  reason: 'The identity provider is down and the ward cannot sign in',
  incident_id: 'INC-2041',
  scope: { permissions: ['policies:read', 'policies:write', 'organizations:read'] },
  minutes: 30,
};

type Asked = Record<string, unknown>;

export const open = (clinic: Clinic, body: Asked): Promise<Reply> =>
  request('POST /v1/admin/break-glass', { headers: anonymously(clinic), body });

export async function openByPasskey(who: Person, asked: Asked = {}, wrong: Misbehaviour = {}): Promise<Reply> {
  const headers = anonymously(who.clinic);
  const begun = await request('POST /v1/admin/break-glass/options', { headers, body: {} });
  const { request_id, options } = begun.body;
  return open(who.clinic, { ...ASKED, ...asked, request_id, credential: who.passkey.get(options, wrong) });
}

/** With the next code that is left, unless one is given. */
export const openByCode = (who: Emergency, asked: Asked = {}): Promise<Reply> =>
  open(who.clinic, { ...ASKED, email: who.email, recovery_code: who.codes.shift(), ...asked });
