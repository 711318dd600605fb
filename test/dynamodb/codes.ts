/** One-time codes as people meet them: asked for, read in a mailbox, typed. Import `world.ts` first. */
import { client, request } from './api.ts';
import { codeIn, deliverAll } from './outbox.ts';
import { anonymously, type Clinic } from './people.ts';
import type { Reply } from './world.ts';

let people = 0;
/** Somebody whom the customer's server has made, and whose address it vouches for unless said otherwise. */
export async function makeReader(at: Clinic, more: object = { email_verified: true }) {
  const email = `reader${++people}@clinic.test`;
  const { body } = await client(at.secret)('POST /v1/users', { body: { email, ...more } });
  return { email, id: body.id as string };
}

export const sendCode = (body: object, at: Clinic, ip?: string): Promise<Reply> =>
  request('POST /v1/auth/otp/send', { headers: anonymously(at), body, ...(ip && { ip }) });
export const verifyCode = (flow_id: string, code: string, at: Clinic): Promise<Reply> =>
  request('POST /v1/auth/otp/verify', { headers: anonymously(at), body: { flow_id, code } });
export const wrongCode = (code: string): string => String((Number(code) + 1) % 1_000_000).padStart(6, '0');

/** A flow whose code is known. */
export async function beginFlow(body: object, at: Clinic): Promise<{ flow: string; code: string }> {
  await deliverAll();
  const { body: flow } = await sendCode(body, at);
  return { flow: flow.flow_id, code: codeIn(await deliverAll()) };
}
