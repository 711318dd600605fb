/** Each minute: streams whose destination may be tried again, that were changed, or that nobody looked at for a while. */
import type { Context } from 'aws-lambda';
import { requireVariables } from '../../shared/environment.ts';
import { triggers } from '../../triggers.ts';
import { sweepAll } from '../run.ts';

requireVariables(triggers['audit-stream/sweep-streams'].access);

export async function handler(_event: unknown, context: Context): Promise<void> {
  await sweepAll(context);
}
