/** Who asks, and of what: the pieces of which the requests of `mutations.ts` are made. */

import { client, type RouteName } from '../api.ts';
import { verifyEmail, withPassword } from '../factors.ts';
import { anonymously, type Clinic, type Envelope, enrol, makeClinic, type Person } from '../people.ts';
import { bearer, type Request } from '../world.ts';

export type Asked = Request & { key?: string };

const OPEN = {
  sign_up: 'open',
  settings: { passwords: 'on', recovery_delay_min: 60, budgets: { send_spacing: 1_000, send_destination: 1_000 } },
};
export const aClinic = (more: object = {}): Promise<Clinic> => makeClinic({ ...OPEN, ...more });

/** By the customer's server. */
export const byKey = async (
  body: object | undefined = undefined,
  params: Record<string, string> = {},
  of?: Clinic,
) => ({
  key: (of ?? (await aClinic())).secret,
  params,
  ...(body && { body }),
});
/** Of what the server makes first, by `route`. */
export async function onMade(route: RouteName, made: object, body?: object): Promise<Asked> {
  const clinic = await aClinic();
  const { id, client_id } = (await client(clinic.secret)(route, { body: made })).body;
  return byKey(body, { id: id ?? client_id }, clinic);
}
export const asPerson = (envelope: Envelope, rest: Request = {}): Asked => ({
  headers: bearer(envelope.access_token),
  ...rest,
});
export const asNobody = (clinic: Clinic, body: object): Asked => ({ headers: anonymously(clinic), body });

export const someone = async (): Promise<Person> => enrol(await aClinic());
/** Somebody with a passkey, a password and a mailbox that is known to be theirs. */
export async function secured(): Promise<Person> {
  const person = await withPassword(await aClinic());
  await verifyEmail(person);
  return person;
}

export type Wait = (minutes: number) => void;
export type Table = Partial<Record<RouteName, () => Promise<Asked>>>;
