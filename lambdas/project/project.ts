/** What a project is: the unit that holds users, organizations and keys, and that no request crosses. */
import type { Policy } from '../organization/policy.ts';
import type { RiskPolicy } from '../risk/risk-policy.ts';
import type { Environment, Settings } from './settings.ts';

export interface Project {
  readonly id: string;
  readonly tenantId: string;
  readonly name: string;
  readonly environment: Environment;
  /** WebAuthn relying party id: a domain, without scheme or port. */
  readonly relyingPartyId: string;
  readonly relyingPartyName: string;
  /** Exact web origins at which passkeys are accepted and that CORS allows. */
  readonly origins: readonly string[];
  /** Whether strangers may register themselves. */
  readonly signUp: 'open' | 'closed';
  /** Defaults for every organization; the strictest non-zero value wins. */
  readonly policy: Policy;
  readonly settings: Settings;
  /** Absent where the default one holds. */
  readonly riskPolicy?: RiskPolicy | undefined;
  /** Grows with each change. */
  readonly version: number;
  /** RFC 3339. */
  readonly createdAt: string;
  readonly wrappedKey: Uint8Array;
}
