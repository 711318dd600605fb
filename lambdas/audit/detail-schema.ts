/**
 * The words that the public detail of events is made of. Each takes so little that nothing personal fits by accident:
 * ids, numbers, times, codes, and names that an administrator gave to a thing (never to a person).
 */
import * as z from 'zod/mini';
import type { JsonObject } from './block.ts';

export const flag = z.boolean();
export const count = z.int().check(z.gte(0));
/** Milliseconds since 1970. */
export const timeMs = z.int().check(z.gte(0));
/** A code of ours: what a program compares, and nobody typed. */
export const code = z.string().check(z.regex(/^[a-z][a-z0-9_.]{0,63}$/, 'expected a code'));
/** As a provider or a library spells it, such as the name of an error or of an authentication method (RFC 8176). */
export const term = z.string().check(z.regex(/^[A-Za-z][A-Za-z0-9_.:-]{0,63}$/, 'expected a term'));
/** The number of a ticket, an incident or a page: no sentence, and no address. */
export const ticket = z.string().check(z.regex(/^[A-Za-z0-9#][A-Za-z0-9#._:/-]{0,99}$/, 'expected a ticket'));
/** An absolute URI without user information (RFC 3986 §3.2.1): a name may stand there. */
export const uri = z
  .string()
  .check(z.maxLength(2_048), z.regex(/^[A-Za-z][A-Za-z0-9+.-]*:(?!\/\/[^/?#]*@)[^\s]*$/, 'expected a URI'));
export const aaguid = z.string().check(z.regex(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/, 'expected an AAGUID'));
/** 'METHOD /path' as the route table spells it, so that no id or query is in it. */
export const route = z.string().check(z.regex(/^(\$default|[A-Z]+ \/[A-Za-z0-9_.{}+/-]*)$/, 'expected a route'));

const PERSONAL = /[^\s@"]@[^\s@"]|\+[1-9]\d{6,14}\b/;
/** Whether a text holds what looks like an e-mail address or a telephone number (E.164). */
export const looksPersonal = (text: string): boolean => PERSONAL.test(text);
const impersonal = (value: unknown): boolean => !looksPersonal(JSON.stringify(value));

/** A name that an administrator gave to a thing. */
export const label = z
  .string()
  .check(z.minLength(1), z.maxLength(200), z.refine(impersonal, 'looks like personal data'));

export const list = <T extends z.ZodMiniType>(item: T) => z.readonly(z.array(item));
/** Held to a schema, and typed as any JSON object: for what code puts together member by member. */
export const facts = (schema: z.ZodMiniType): z.ZodMiniType<JsonObject> => schema as z.ZodMiniType<JsonObject>;
/** Of whatever kind, if nothing in it looks personal: where before and after are of any object. */
export const anyFacts = z
  .custom<JsonObject>((value) => typeof value === 'object' && value !== null && !Array.isArray(value))
  .check(z.refine(impersonal, 'looks like personal data'));
