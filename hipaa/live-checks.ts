/** Every check over a deployment that runs, by the name that rows of the matrix cite: one file each in `live/`. */
import type { Finding } from './check.ts';
import type { Live } from './deployment/live.ts';
import type { Found } from './findings-folder.ts';
import { answersGuarded } from './live/answers-guarded.ts';
import { archiveDeployed } from './live/archive-deployed.ts';
import { functionsDeployed } from './live/functions-deployed.ts';
import { keysDeployed } from './live/keys-deployed.ts';
import { logSigned } from './live/log-signed.ts';
import { officersSubscribed } from './live/officers-subscribed.ts';
import { oldTlsRefused } from './live/old-tls-refused.ts';
import { stacksDeployed } from './live/stacks-deployed.ts';
import { strangersRefused } from './live/strangers-refused.ts';
import { streamsRunning } from './live/streams-running.ts';
import { tablesDeployed } from './live/tables-deployed.ts';
import { tokensPublished } from './live/tokens-published.ts';

export const LIVE_CHECKS = {
  'answers-guarded': answersGuarded,
  'archive-deployed': archiveDeployed,
  'functions-deployed': functionsDeployed,
  'keys-deployed': keysDeployed,
  'log-signed': logSigned,
  'officers-subscribed': officersSubscribed,
  'old-tls-refused': oldTlsRefused,
  'stacks-deployed': stacksDeployed,
  'strangers-refused': strangersRefused,
  'streams-running': streamsRunning,
  'tables-deployed': tablesDeployed,
  'tokens-published': tokensPublished,
} as const satisfies Record<string, { says: string; look: (live: Live) => Promise<Finding> }>;

export type LiveCheckId = keyof typeof LIVE_CHECKS;

/** The local cloud does not do what these ask for (lib/local/gaps.ts): no row of the matrix cites them, and they are for AWS. */
export const AWS_ALONE = ['tables-deployed'] as const satisfies readonly LiveCheckId[];

/** A check that cannot ask has found nothing out, and fails. */
export async function lookAt(live: Live, id: LiveCheckId): Promise<Found> {
  const { says, look } = LIVE_CHECKS[id];
  try {
    return { says, ...(await look(live)) };
  } catch (cause) {
    return { says, looked: 0, wrong: [`it could not be asked: ${cause instanceof Error ? cause.message : cause}`] };
  }
}
