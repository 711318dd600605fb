/**
 * What a message to an address costs before it is queued (security.md, row 25). By the address alone, so that it is the
 * same whether somebody has it or not. What a project may send is counted where it is sent (`deliver.ts`).
 */
import { spend } from '../abuse/spend.ts';
import type { Refused } from '../shared/errors.ts';
import { ok, type Result } from '../shared/result.ts';
import type { Channel } from './seal-message.ts';

/** @param address keyed hash of it. Who must not learn of a refusal is answered as if the message were sent. */
export async function spendOnMessage(
  call: Parameters<typeof spend>[0],
  address: string,
  channel: Channel,
): Promise<Result<undefined, Refused<'rate_limited'>>> {
  const whose = `${channel}:${address}`;
  // The spacing first: a message that came too soon takes nothing from the hour.
  for (const budget of ['send_spacing', 'send_destination'] as const) {
    const spent = await spend(call, [{ budget, whose }]);
    if (!spent.ok) return spent;
  }
  return ok(undefined);
}
