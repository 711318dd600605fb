/** The tenant that tests synthesize, and what reads its templates. */
import type { Tenant } from '../../lib/tenant.ts';

export {
  CONTEXT,
  type Found,
  find,
  type Json,
  type Synthesis,
  synthesize,
  synthesizeWith,
} from '../../hipaa/template/synthesis.ts';

export const tenant = (name = 'acme', changes: Partial<Tenant> = {}): Tenant => ({
  name,
  tier: 'dedicated',
  account: '111122223333',
  region: 'us-east-1',
  issuer: 'https://auth.acme.example',
  retentionDays: 2557,
  hotRetentionDays: 90,
  cleanUp: 'off',
  signing: 'strict',
  tokenKeys: 3,
  key: 'own',
  privacyOfficer: 'privacy@acme.example',
  alarmContacts: ['on-call@acme.example'],
  ...changes,
});
