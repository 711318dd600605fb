/** §164.312(b) and (c)(2): what happened is archived and signed within minutes, and table and archive are the same. */
import { InvokeCommand } from '@aws-sdk/client-lambda';
import type { LogStatus } from '../../lambdas/log/get-status/request.ts';
import { liveCheck, output } from '../deployment/live.ts';

/** Seconds: the alarm of the deployment is due much sooner, and this is no second one. */
const MOST_SECONDS = 900;

export type LogFacts = Pick<LogStatus, 'logs' | 'of' | 'unarchived' | 'unsigned' | 'reconciled'>;

export const logSigned = liveCheck({
  says: 'every log was reached, no event waits for the archive or for a signature longer than a quarter of an hour',
  read: async (live): Promise<LogFacts> => {
    const { Payload, FunctionError } = await live.clients.lambda.send(
      new InvokeCommand({ FunctionName: output(live, 'GetStatusFunction'), Payload: '{}' }),
    );
    const text = new TextDecoder().decode(Payload);
    if (FunctionError) throw new Error(`the status of the log cannot be asked: ${text}`);
    return JSON.parse(text) as LogFacts;
  },
  judge: ({ logs, of, unarchived, unsigned }) => ({
    looked: logs,
    wrong: [
      ...(logs === of ? [] : [`${of - logs} logs were not reached`]),
      ...(unarchived.seconds > MOST_SECONDS ? [`an event waits ${unarchived.seconds} s for the archive`] : []),
      ...(unsigned.seconds > MOST_SECONDS ? [`an event waits ${unsigned.seconds} s for a signature`] : []),
    ],
  }),
});
