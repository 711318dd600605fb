/** The wire form of a decision. */
import * as z from 'zod/mini';
import { id, time } from '../shared/vocabulary.ts';
import { signalName } from './risk-policy-schema.ts';

export const DECISIONS = ['allow', 'step_up', 'block'] as const;

export const decisionSchema = z.object({
  id: id('decision'),
  decision: z.enum(DECISIONS),
  /** 0 to 100. */
  score: z.int(),
  reasons: z.array(z.object({ signal: signalName, weight: z.int() })),
  /** Signals that nothing was known of. */
  unavailable: z.array(signalName),
  policy_version: z.int(),
  user_id: id('user'),
  organization_id: z.nullable(id('organization')),
  /** The session that it let in. */
  session_id: z.nullable(id('session')),
  method: z.string(),
  created_at: time,
});
