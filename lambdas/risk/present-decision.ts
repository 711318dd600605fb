/** A stored decision in its wire form. */
import type * as z from 'zod/mini';
import { timeOf } from './decision-list.ts';
import type { decisionSchema } from './decision-schema.ts';
import type { StoredDecision } from './decision-store.ts';

export const presentDecision = (decision: StoredDecision): z.input<typeof decisionSchema> => ({
  id: decision.id,
  decision: decision.decision,
  score: decision.score,
  reasons: decision.reasons.map(({ signal, weight }) => ({ signal, weight })),
  unavailable: [...decision.unavailable],
  policy_version: decision.policyVersion,
  user_id: decision.userId,
  organization_id: decision.organizationId ?? null,
  session_id: decision.sessionId ?? null,
  method: decision.method,
  created_at: new Date(timeOf(decision.id)).toISOString(),
});
