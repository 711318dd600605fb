/** What the catalogue says of a type of event (45 CFR 164, `catalogue.ts`). */
import type * as z from 'zod/mini';
import type { IdKind } from '../shared/ids.ts';
import type { Json } from './block.ts';

export const ACTORS = ['user', 'operator', 'api_key', 'client', 'deployer', 'system', 'anonymous'] as const;
type ActorType = (typeof ACTORS)[number];
type Outcome = 'success' | 'failure' | 'denied';

/** What an event may be about, and the kind of id that it is named by; a hash where that would be a secret. */
export const TARGETS = {
  project: 'project',
  organization: 'organization',
  membership: 'membership',
  user: 'user',
  credential: 'credential',
  session: 'session',
  api_key: 'key',
  client: 'client',
  redirect_uri: 'uri',
  allowed_origin: 'uri',
  approval: 'approval',
  recovery: 'recovery',
  break_glass: 'breakGlass',
  impersonation: 'impersonation',
  message: 'message',
  audit_stream: 'stream',
  export: 'export',
  hold: 'hold',
  dsr: 'dsr',
  breach: 'breach',
  agreement: 'agreement',
  review: 'review',
  /** By its RFC 7638 thumbprint. */
  signing_key: 'hash',
  link: 'hash',
  code: 'hash',
  resource: 'hash',
} as const satisfies Record<string, IdKind | 'hash'>;
type TargetType = keyof typeof TARGETS;

export interface EventKind {
  /** One sentence for people. */
  readonly means: string;
  readonly citations: readonly string[];
  readonly disclosure: boolean;
  /** Under a grant an operator may act in any of them too. */
  readonly actors: readonly ActorType[];
  /** Types of the target. */
  readonly targets: readonly TargetType[];
  /** `success` alone unless said otherwise. */
  readonly outcomes?: readonly Outcome[];
  /** Members of what may be sealed for the people concerned, beside where a request came from. */
  readonly sealed?: readonly string[];
  /** Members that are not optional must be there. */
  readonly detail: Readonly<Record<string, z.ZodMiniType<Json | undefined>>>;
}
