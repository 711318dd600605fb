/** To Datadog's intake of logs: an array, gzip. 202 takes it; any other answer of success is not one of Datadog's. */
import { gzipSync } from 'node:zlib';
import type { Post } from '../shared/outbound.ts';
import { err, ok } from '../shared/result.ts';
import { type Batch, judgeStatus, parseAnswer, recordsOf, type Sent } from './batch.ts';

const ACCEPTED = 202;

export async function sendDatadog(
  url: string,
  apiKey: string,
  service: string | undefined,
  batch: Batch,
  post: Post,
): Promise<Sent> {
  const { log, stream } = batch;
  const entries = recordsOf(batch).map((event) => ({
    ddsource: 'hale',
    ddtags: `stream:${stream.id},project:${stream.projectId},scope:${log.scope}`,
    hostname: log.origin.split('/')[0],
    service: service ?? 'hale',
    timestamp: event.time,
    message: JSON.stringify(event),
  }));
  const answer = await post({
    url,
    headers: { 'content-type': 'application/json', 'content-encoding': 'gzip', 'dd-api-key': apiKey },
    body: gzipSync(Buffer.from(JSON.stringify(entries), 'utf8')),
  });
  if (!answer.ok) return err({ code: answer.error });
  const { status, body, retryAfter } = answer.value;
  const judged = judgeStatus(status, retryAfter);
  if (!judged.ok) return judged;
  if (parseAnswer(body)?.errors !== undefined) return err({ code: 'not_acknowledged', status });
  return status === ACCEPTED ? ok(batch.events.length) : err({ code: 'answer_not_understood', status });
}
