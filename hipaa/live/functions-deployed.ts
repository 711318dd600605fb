/** §164.312(a)(1): each function that runs has a role that nothing else has, and a runtime that is supported. */
import { paginateListFunctions } from '@aws-sdk/client-lambda';
import { FUNCTIONS } from '../../lib/bundle/bundle.ts';
import { each } from '../check.ts';
import { liveCheck } from '../deployment/live.ts';

export interface FunctionFacts {
  /** How many this checkout has. */
  readonly wanted: number;
  readonly functions: readonly { name: string; runtime: string | undefined; role: string | undefined }[];
}

export const functionsDeployed = liveCheck({
  says: 'every function of this checkout is deployed, on a supported runtime, under a role of its own',
  read: async ({ clients, tenant }): Promise<FunctionFacts> => {
    const functions: { name: string; runtime: string | undefined; role: string | undefined }[] = [];
    for await (const { Functions = [] } of paginateListFunctions({ client: clients.lambda }, {})) {
      for (const { FunctionName: name = '', Runtime: runtime, Role: role } of Functions)
        if (name.startsWith(`${tenant.name}-`)) functions.push({ name, runtime, role });
    }
    return { wanted: FUNCTIONS.length, functions };
  },
  judge: ({ wanted, functions }) => {
    const found = each(functions, ({ name, runtime, role }) => [
      runtime !== 'nodejs24.x' && `${name} runs on ${runtime}`,
      functions.filter((one) => one.role === role).length !== 1 && `${name} shares its role`,
    ]);
    const missing = functions.length < wanted ? [`${wanted - functions.length} functions are not deployed`] : [];
    return { ...found, wrong: [...found.wrong, ...missing] };
  },
});
