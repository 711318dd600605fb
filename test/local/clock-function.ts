/** The name of a function that only a clock calls, so that a test need not wait for it. */
import { paginateListFunctions } from '@aws-sdk/client-lambda';
import { lambda } from './cloud.ts';

/** @param name a part of it, in lower case. */
export async function clockFunction(name: string): Promise<string> {
  for await (const { Functions = [] } of paginateListFunctions({ client: lambda }, {})) {
    const found = Functions.find(({ FunctionName = '' }) => FunctionName.toLowerCase().includes(name));
    if (found?.FunctionName) return found.FunctionName;
  }
  throw new Error(`no function is called ${name}`);
}
