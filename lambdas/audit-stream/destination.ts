/** What a client says of a destination: apart from its secret, judged, and with a signing secret where it needs one. */
import { parseOutboundUrl } from '../shared/outbound-url.ts';
import { err, ok, type Result } from '../shared/result.ts';
import { type Destination, endpointOf, newSigningSecret } from './audit-stream.ts';

export interface Given {
  readonly destination: Destination;
  /** To be sealed; absent where a role is assumed. */
  readonly secret: string | undefined;
  /** Whether the secret was made here, and is to be shown this once. */
  readonly isNew: boolean;
}

interface Refusal {
  readonly code: 'validation_failed';
  readonly errors: readonly { readonly path: string; readonly message: string }[];
}

/** @param keepsSigning whether a signing secret is there already, and stays. */
export function judgeDestination(
  [destination, given]: readonly [Destination, string | undefined],
  keepsSigning: boolean,
): Result<Given, Refusal> {
  if (destination.type === 's3') return ok({ destination, secret: undefined, isNew: false });
  // As it was given: what is made of it for a collector may no longer show what was wrong.
  const url = parseOutboundUrl(destination.url ?? endpointOf(destination));
  if (!url.ok || url.value.search !== '') {
    const message = 'expected https:, a public host, and no user, query or fragment';
    return err({ code: 'validation_failed', errors: [{ path: 'body.destination.url', message }] });
  }
  if (destination.type !== 'https') return ok({ destination, secret: given, isNew: false });
  return ok({ destination, secret: keepsSigning ? undefined : newSigningSecret(), isNew: !keepsSigning });
}
