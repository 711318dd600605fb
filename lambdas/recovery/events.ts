/** What the log says of the end of a recovery that was not completed. */
import type { EventDraft } from '../audit/event.ts';
import type { Recovery } from './recovery.ts';

const about = ({ id, userId }: Recovery) => ({
  target: { type: 'recovery', id },
  detail: { user_id: userId },
});

/** @param by who stopped it, or that its person asked anew. */
export function cancelled(recovery: Recovery, by: 'session' | 'link' | 'replaced'): EventDraft<'recovery.cancelled'> {
  const { target, detail } = about(recovery);
  return { type: 'recovery.cancelled', target, detail: { ...detail, by } };
}

export const denied = (recovery: Recovery): EventDraft<'recovery.denied'> => ({
  ...about(recovery),
  type: 'recovery.denied',
});
