/**
 * The HIPAA Security Rule, 45 CFR Part 164 Subpart C, item by item: what each asks, what Hale does, and what proves it. The
 * one list of which the matrix, the evidence and the judgement of every run are made.
 */
import type { Section } from './safeguard.ts';
import { accessControl } from './safeguards/access-control.ts';
import { auditAndIntegrity } from './safeguards/audit-and-integrity.ts';
import { authenticationAndTransmission } from './safeguards/authentication-and-transmission.ts';
import { contingency } from './safeguards/contingency.ts';
import { incidentsAndTraining } from './safeguards/incidents-and-training.ts';
import { documentation, organizational } from './safeguards/organizational.ts';
import { physical } from './safeguards/physical.ts';
import { securityManagement } from './safeguards/security-management.ts';

const byCitation = <T extends { readonly citation: string }>(rows: readonly T[]): T[] =>
  [...rows].sort((a, b) => (a.citation < b.citation ? -1 : 1));

export const SECTIONS: readonly Section[] = [
  {
    number: '164.312',
    name: 'Technical safeguards',
    rows: [...accessControl, ...auditAndIntegrity, ...authenticationAndTransmission],
  },
  {
    number: '164.308',
    name: 'Administrative safeguards',
    rows: byCitation([...securityManagement, ...incidentsAndTraining, ...contingency]),
  },
  { number: '164.310', name: 'Physical safeguards', rows: physical },
  { number: '164.314', name: 'Organizational requirements', rows: organizational },
  { number: '164.316', name: 'Policies, procedures and documentation', rows: documentation },
];
