/**
 * To any HTTPS server: one JSON document, signed as webhooks are. Any 2xx takes all of it, unless the answer says
 * otherwise: `{ "taken": n }` takes the first n, and an answer that tells of an error takes nothing.
 */
import type { Post } from '../shared/outbound.ts';
import { err, ok } from '../shared/result.ts';
import { signatureHeaders } from './audit-stream.ts';
import { type Batch, deliveryId, judgeStatus, parseAnswer, type Sent } from './batch.ts';

const says = (value: unknown): boolean =>
  value !== undefined &&
  value !== null &&
  value !== false &&
  value !== '' &&
  !(Array.isArray(value) && value.length === 0);

/** Many servers answer 200 and tell of the failure in the body. */
function readTaken(body: string, count: number): Sent {
  const answer = parseAnswer(body);
  if (!answer) return ok(count);
  const { taken, error, errors, success, ok: fine } = answer;
  if (says(error) || says(errors) || success === false || fine === false) return err({ code: 'not_acknowledged' });
  if (taken === undefined) return ok(count);
  if (!Number.isInteger(taken) || Number(taken) < 0 || Number(taken) > count)
    return err({ code: 'answer_not_understood' });
  return count > 0 && taken === 0 ? err({ code: 'not_acknowledged' }) : ok(Number(taken));
}

export async function sendHttps(url: string, secrets: readonly string[], batch: Batch, post: Post): Promise<Sent> {
  const { stream, log, first, events, closing, now } = batch;
  const id = deliveryId(batch);
  const body = JSON.stringify({
    id,
    stream_id: stream.id,
    project_id: stream.projectId,
    scope: log.scope,
    origin: log.origin,
    first_index: first,
    count: events.length,
    events,
    checkpoint: closing ?? null,
  });
  const answer = await post({
    url,
    headers: {
      'content-type': 'application/json',
      'authio-event': 'audit_stream.batch',
      'authio-webhook-endpoint': stream.id,
      ...signatureHeaders(secrets, id, body, now),
    },
    body: Buffer.from(body, 'utf8'),
  });
  if (!answer.ok) return err({ code: answer.error });
  const judged = judgeStatus(answer.value.status, answer.value.retryAfter);
  return judged.ok ? readTaken(answer.value.body, events.length) : judged;
}
