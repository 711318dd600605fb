/**
 * The way to the hosted sign-in page and back: the request travels in the query, and with it, under a MAC, when the page
 * was asked for. So `prompt=login` is fulfilled by the sign-in that follows, and by nobody who writes that time themselves.
 */
import { createHmac, timingSafeEqual } from 'node:crypto';
import { derivedKey } from '../shared/derived-key.ts';
import { variable } from '../shared/environment.ts';
import { MEMBERS, type Query } from './oauth.ts';

const PAGE = '/sign-in/';

async function seal(query: Query, ms: string): Promise<string> {
  const members = MEMBERS.filter((name) => name !== 'since').map((name) => query[name] ?? null);
  return createHmac('sha256', await derivedKey('authorize/v1'))
    .update(JSON.stringify([ms, ...members]))
    .digest('base64url');
}

/** Where the person signs in; from there the browser comes back with the same request. */
export async function signInPage(query: Query, now: Date): Promise<string> {
  const ms = String(now.getTime());
  const url = new URL(PAGE, variable('ISSUER'));
  for (const name of MEMBERS) if (query[name] !== undefined) url.searchParams.set(name, query[name]);
  url.searchParams.set('since', `${ms}.${await seal(query, ms)}`);
  return `${url.pathname}${url.search}`;
}

/** When the page was asked for in this very request, milliseconds; `undefined` where it was not, or somebody wrote it. */
export async function openSince(query: Query): Promise<number | undefined> {
  const [ms = '', given = ''] = (query.since ?? '').split('.');
  if (!/^\d{13}$/.test(ms)) return undefined;
  const expected = Buffer.from(await seal(query, ms));
  const received = Buffer.from(given);
  return expected.length === received.length && timingSafeEqual(expected, received) ? Number(ms) : undefined;
}
