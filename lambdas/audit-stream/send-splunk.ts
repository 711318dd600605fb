/**
 * To Splunk's HTTP Event Collector: an envelope for each event, one behind the other. `{"code":0}` takes them; where the
 * token has indexer acknowledgement, they are taken when the indexer says so, and until then they are sent again.
 */
import { createHash } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Post } from '../shared/outbound.ts';
import { err, ok } from '../shared/result.ts';
import { type Batch, judgeStatus, parseAnswer, recordsOf, type Sent } from './batch.ts';
import type { Failed } from './stream-state.ts';

/** Answers of the collector by their code. */
const CODES: Readonly<Record<number, Failed['code']>> = {
  1: 'not_authorized',
  2: 'not_authorized',
  3: 'not_authorized',
  4: 'not_authorized',
  7: 'rejected',
  8: 'server_error',
  9: 'rate_limited',
};
/** Splunk writes within a second or two. */
export const ASKING = { everyMs: 500, forMs: 4_000 };
/** Whoever waits for the answer of a test takes the collector's word. */
export const NOT_ASKING = { everyMs: 0, forMs: 0 };

/** A channel is a GUID; the same for each try, as Splunk wants it of one sender. */
function channelOf(streamId: string): string {
  const hex = createHash('sha256').update(streamId).digest('hex');
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20, 32)].join('-');
}

function envelopes(batch: Batch, index: string | undefined): string {
  const { log, stream } = batch;
  return recordsOf(batch)
    .map((event) =>
      JSON.stringify({
        time: Number(event.time) / 1000,
        host: log.origin.split('/')[0],
        source: `hale:${stream.id}`,
        sourcetype: 'hale:ocsf',
        ...(index !== undefined && { index }),
        event,
      }),
    )
    .join('\n');
}

export async function sendSplunk(
  url: string,
  token: string,
  index: string | undefined,
  batch: Batch,
  post: Post,
  { everyMs, forMs }: typeof ASKING,
): Promise<Sent> {
  const channel = channelOf(batch.stream.id);
  const headers = {
    authorization: `Splunk ${token}`,
    'content-type': 'application/json',
    'x-splunk-request-channel': channel,
  };
  const answer = await post({ url, headers, body: Buffer.from(envelopes(batch, index), 'utf8') });
  if (!answer.ok) return err({ code: answer.error });
  const { status, body, retryAfter } = answer.value;
  const said = parseAnswer(body);
  const code = typeof said?.code === 'number' ? said.code : undefined;
  const judged = judgeStatus(status, retryAfter);
  if (!judged.ok) return err({ ...judged.error, code: CODES[code ?? 0] ?? judged.error.code });
  if (code === undefined) return err({ code: 'answer_not_understood', status });
  if (code !== 0) return err({ code: CODES[code] ?? 'not_acknowledged', status });
  if (typeof said?.ackId !== 'number' || forMs === 0) return ok(batch.events.length);

  const asked = { url: new URL(`ack?channel=${channel}`, url).href, headers };
  const until = performance.now() + forMs;
  do {
    await sleep(everyMs);
    const told = await post({ ...asked, body: Buffer.from(JSON.stringify({ acks: [said.ackId] })) });
    const acks = told.ok && told.value.status === 200 ? parseAnswer(told.value.body)?.acks : undefined;
    if ((acks as Record<string, unknown> | undefined)?.[String(said.ackId)] === true) return ok(batch.events.length);
  } while (performance.now() < until);
  return err({ code: 'not_acknowledged' });
}
