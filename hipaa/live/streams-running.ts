/** §164.312(b): what reads the stream of the log is switched on. */
import { paginateListEventSourceMappings } from '@aws-sdk/client-lambda';
import { each } from '../check.ts';
import { liveCheck } from '../deployment/live.ts';

export interface StreamFacts {
  readonly name: string;
  readonly state: string | undefined;
}

export const streamsRunning = liveCheck({
  says: 'every reader of a stream, among them archiver and tamper watcher, is enabled',
  read: async ({ clients, tenant }): Promise<StreamFacts[]> => {
    const streams: StreamFacts[] = [];
    const pages = paginateListEventSourceMappings({ client: clients.lambda }, {});
    for await (const { EventSourceMappings = [] } of pages) {
      for (const { FunctionArn = '', State: state } of EventSourceMappings) {
        const name = FunctionArn.split(':function:')[1] ?? '';
        if (name.startsWith(`${tenant.name}-`)) streams.push({ name, state });
      }
    }
    return streams;
  },
  judge: (streams) =>
    each(streams, ({ name, state }) => [
      !['Enabled', 'Creating', 'Updating'].includes(state ?? '') && `${name} is ${state}`,
    ]),
});
