/** Asks an independent IAM engine what a role may do, with the policies of the synthesized templates. */
import { runSimulation } from '@cloud-copilot/iam-simulate';
import type { Found, Json } from './synthesis.ts';

export interface Question {
  readonly role: Found;
  readonly action: string;
  readonly resource: string;
  /** The policy of the resource itself, where it has one. */
  readonly resourcePolicy?: Json;
  readonly context?: Readonly<Record<string, string | string[]>>;
}

const ACCOUNT = '111122223333';

/** @throws Error when the engine finds a policy or the question invalid. */
export async function isAllowed({ role, action, resource, resourcePolicy, context = {} }: Question): Promise<boolean> {
  const principal = `arn:aws:iam::${ACCOUNT}:role/${role.stack}-${role.id}`;
  const policies = (role.Properties.Policies ?? []) as { PolicyName: string; PolicyDocument: Json }[];
  const result = await runSimulation(
    {
      request: {
        principal,
        action,
        resource: { resource, accountId: ACCOUNT },
        contextVariables: {
          'aws:PrincipalArn': principal,
          'aws:PrincipalTag/hale:tenant': role.stack.split('-')[0] ?? '',
          'aws:SecureTransport': 'true',
          ...context,
        },
      },
      identityPolicies: policies.map(({ PolicyName, PolicyDocument }) => ({
        name: PolicyName,
        policy: PolicyDocument,
      })),
      serviceControlPolicies: [],
      resourceControlPolicies: [],
      resourcePolicy,
    },
    {},
  );
  if (result.resultType === 'error') throw new Error(`${action} on ${resource}: ${JSON.stringify(result.errors)}`);
  return result.overallResult === 'Allowed';
}
