/**
 * Links that sign in whoever reads the mailbox: ten minutes, once, and where they were asked for. A link that is opened
 * in another browser and in another network is refused: somebody else has it, or somebody else asked for it. One of the
 * two may differ: people walk from one wireless network into another, and mail programs have browsers of their own. Then
 * the log says which differed, and the risk engine judges the place itself.
 */
import { createHash, randomBytes } from 'node:crypto';

export const LINK_MS = 10 * 60_000;
/** How often it may be opened where it may not be. */
export const MAX_TRIES = 5;

export interface MagicLink {
  /** SHA-256 of what the link carries, base64url. */
  readonly hash: string;
  readonly projectId: string;
  /** Keyed hash of the e-mail address that was typed. */
  readonly address: string;
  readonly organizationId: string | undefined;
  /** The only session that it can lead to. */
  readonly sessionId: string;
  /** Keyed hash of the network that it was asked from, and fingerprint of the agent. */
  readonly network: string;
  readonly agent: string;
  readonly tries: number;
  readonly status: 'open' | 'used';
  /** Milliseconds. */
  readonly expiresAtMs: number;
}

const TOKEN = /^ml_[A-Za-z0-9_-]{43}$/;

/** 256 bits. */
export const newToken = (): string => `ml_${randomBytes(32).toString('base64url')}`;
export const hashOfToken = (token: string): string => createHash('sha256').update(token).digest('base64url');
export const isToken = (text: string): boolean => TOKEN.test(text);

/** What the person opens. The address stays as it was registered; the token is one parameter more. */
export function linkTo(redirectUri: string, token: string): string {
  const url = new URL(redirectUri);
  url.searchParams.set('token', token);
  return url.href;
}

export const isOpen = ({ status, tries, expiresAtMs }: MagicLink, now: Date): boolean =>
  status === 'open' && tries < MAX_TRIES && now.getTime() < expiresAtMs;

/** Where a link is opened, beside where it was asked for. */
export type Elsewhere = 'nothing' | 'network' | 'agent' | 'both';

export function elsewhere(link: MagicLink, here: Pick<MagicLink, 'network' | 'agent'>): Elsewhere {
  const network = link.network !== here.network;
  if (link.agent === here.agent) return network ? 'network' : 'nothing';
  return network ? 'both' : 'agent';
}
