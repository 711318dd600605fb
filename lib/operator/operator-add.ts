/** `hale operator add`: gives a user of a project administrative roles, by the function that only a deployer may invoke. */
import { type AddOperatorAnswer, addOperatorRequest } from '../../lambdas/operator/add-operator/request.ts';
import { CommandError } from './command-error.ts';
import { type ClientSettings, invokeFunction } from './invoke-function.ts';
import { stackOutput } from './stack-outputs.ts';

export interface OperatorAddOptions {
  readonly project: string;
  /** Of a user of the project who has a passkey. */
  readonly email: string;
  readonly roles: readonly string[];
  readonly tenant?: string;
  /** Name or ARN of the function. Default: the output of the tenant's stack. */
  readonly function?: string;
}

/** Members of the request by the option that gives them, for messages. */
const OPTIONS: Readonly<Record<string, string>> = { project_id: '--project', email: '--email', roles: '--roles' };

export async function addOperator(
  options: OperatorAddOptions,
  settings: ClientSettings = {},
): Promise<AddOperatorAnswer> {
  const draft = { project_id: options.project, email: options.email, roles: options.roles };
  const { data: request, error } = addOperatorRequest.safeParse({ ...draft, operator: 'not known yet' });
  if (!request) {
    const lines = error.issues.map(({ path, message }) => `${OPTIONS[String(path[0])] ?? path.join('.')}: ${message}`);
    throw new CommandError(lines.join('\n'), 2);
  }
  const name = options.function ?? (await stackOutput('AddOperatorFunction', options.tenant, '--function'));
  return invokeFunction<AddOperatorAnswer>(name, request, settings);
}

export async function operatorAdd({ json, ...options }: OperatorAddOptions & { json?: boolean }): Promise<number> {
  const operator = await addOperator(options);
  if (json) console.log(JSON.stringify(operator));
  else console.log(`${operator.user_id}  ${operator.roles.join(', ')}`);
  return 0;
}
