/** Operators for tests: people of a clinic whom the deployer gave administrative roles, signed in with their passkeys. */

import { UpdateItemCommand } from '@aws-sdk/client-dynamodb';
import { marshall } from '@aws-sdk/util-dynamodb';
import { sessionKey } from '../../lambdas/shared/table.ts';
import type { RouteName } from './api.ts';
import { client } from './api.ts';
import type { Request } from './call.ts';
import { type Clinic, enrol, type Person, signIn } from './people.ts';
import { database, type Reply, TABLES } from './world.ts';

export interface OperatorPerson extends Person {
  readonly token: string;
  readonly sessionId: string;
  /** The endpoints as this operator sees them. */
  call(name: RouteName, rest?: Request): Promise<Reply>;
}

/** By the function that only a deployer may invoke. */
export async function appoint({ clinic, email }: Pick<Person, 'clinic' | 'email'>, roles: readonly string[]) {
  const { handler } = await import('../../lambdas/operator/add-operator/handler.ts');
  const arn = 'arn:aws:iam::000000000000:user/test';
  return handler({ project_id: clinic.projectId, email, roles, operator: arn }, { awsRequestId: 'test' });
}

export async function makeOperator(clinic: Clinic, ...roles: string[]): Promise<OperatorPerson> {
  const person = await enrol(clinic);
  await appoint(person, roles);
  return asOperator(person);
}

/** With a new sign-in. */
export async function asOperator(person: Person): Promise<OperatorPerson> {
  const { access_token: token, session_id: sessionId } = (await signIn(person)).body;
  return { ...person, token, sessionId, call: (name, rest = {}) => client(token)(name, rest) };
}

/** As if the session had been made in another way, or at another time. */
export async function alterSession(
  { userId, sessionId }: Pick<OperatorPerson, 'userId' | 'sessionId'>,
  member: 'acr' | 'auth_time',
  value: string | number,
): Promise<void> {
  await database.send(
    new UpdateItemCommand({
      TableName: TABLES.identity,
      Key: marshall(sessionKey(userId, sessionId)),
      UpdateExpression: 'SET #member = :value',
      ExpressionAttributeNames: { '#member': member },
      ExpressionAttributeValues: marshall({ ':value': value }),
    }),
  );
}

/** As if they had last proved who they are longer ago than anything sensitive allows. */
export const tire = (operator: OperatorPerson): Promise<void> =>
  alterSession(operator, 'auth_time', Date.now() - 16 * 60_000);
