/** The log in words for the person it is about: who did what with their account or their data, and when. */
import type { JsonObject } from '../audit/block.ts';
import { CATALOGUE } from '../audit/catalogue.ts';
import type { ProvenEvent } from '../statement/proven-event.ts';

export interface AccessLogEntry {
  /** By which it may be asked about. */
  readonly id: string;
  /** RFC 3339. */
  readonly at: string;
  readonly who: string;
  readonly what: string;
  readonly outcome: 'done' | 'refused' | 'failed';
  /** Of whoever it was, where they are the person themselves. */
  readonly ip: string | null;
  /** More about it, in words of the log. */
  readonly why: string | null;
  readonly event: string;
}

const WHO: Readonly<Record<string, string>> = {
  api_key: 'a system of your provider',
  client: 'an application of your provider',
  system: 'this service by itself',
  deployer: 'whoever runs this service',
  operator: 'an administrator of your provider',
  anonymous: 'somebody who was not signed in',
  user: 'a person who works with your provider',
};

const ACTIONS: Readonly<Record<string, string>> = {
  create: 'Something was added to your record.',
  read: 'Your record was looked at.',
  update: 'Your record was changed.',
  delete: 'Something was deleted from your record.',
  search: 'Your record was found in a search.',
  print: 'Something of your record was printed.',
  export: 'Something of your record was exported.',
  disclose: 'Something of your record was given to somebody else.',
};

const OUTCOMES = { success: 'done', denied: 'refused', failure: 'failed' } as const;

/** Codes of HL7 PurposeOfUse that people meet; another one is told as it is. */
const PURPOSES: Readonly<Record<string, string>> = {
  TREAT: 'for your treatment',
  HPAYMT: 'for payment',
  HOPERAT: 'to run the practice',
  ETREAT: 'for an emergency',
  PATRQT: 'because you asked',
  PUBHLTH: 'for public health',
  HRESCH: 'for research',
  HLEGAL: 'for a legal matter',
};

const part = (value: unknown): JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as JsonObject) : {};
const text = (value: unknown): string | undefined => (typeof value === 'string' ? value : undefined);

function whatOf(event: string, metadata: JsonObject): string {
  const action = event.startsWith('phi.') ? ACTIONS[text(metadata.action) ?? ''] : undefined;
  if (action !== undefined) return action;
  const known = Object.hasOwn(CATALOGUE, event) ? CATALOGUE[event as keyof typeof CATALOGUE] : undefined;
  return known?.means ?? 'Something that this service no longer does.';
}

/** To whom it was given, if it was: that is what an accounting tells too. */
function disclosedTo(metadata: JsonObject, userId: string): string | undefined {
  const recipient = text(part(part(part(metadata.subjects)[userId]).disclosure).recipient);
  return recipient === undefined ? undefined : `given to ${recipient}`;
}

function whyOf(metadata: JsonObject, userId: string): string | null {
  const purpose = text(metadata.purpose);
  const grant = text(part(metadata.grant).type);
  const said = [
    purpose && (PURPOSES[purpose] ?? `purpose ${purpose}`),
    disclosedTo(metadata, userId),
    grant === 'impersonation' ? 'acting in your account' : undefined,
    grant === 'break_glass' ? 'under emergency access' : undefined,
  ].filter((one) => one !== undefined && one !== '');
  return said.length > 0 ? said.join('; ') : null;
}

/** @param event as the person is shown it (`dsr/redact.ts`). */
export function entryOf({ id, event, created_at, data }: Omit<ProvenEvent, 'proof'>, userId: string): AccessLogEntry {
  const metadata = part(data.metadata);
  const own = data.actor_id === userId;
  const outcome = text(metadata.outcome) as keyof typeof OUTCOMES | undefined;
  return {
    id,
    at: created_at,
    who: own ? 'you' : (WHO[text(data.actor_type) ?? ''] ?? 'somebody'),
    what: whatOf(event, metadata),
    outcome: OUTCOMES[outcome ?? 'success'] ?? 'done',
    ip: own ? (text(metadata.ip) ?? null) : null,
    why: whyOf(metadata, userId),
    event,
  };
}
