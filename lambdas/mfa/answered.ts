/** What a right answer to a challenge is worth, whichever factor gave it: the proof, and what using it uses up. */
import type { EventDraft } from '../audit/event.ts';
import type { Factor } from '../session/step-up.ts';
import type { Change } from '../shared/change.ts';

export interface Answered {
  readonly factor: Factor;
  /** Part of the transaction that makes the session, so that one answer serves once. */
  readonly consumes: readonly Change<'conflict'>[];
  /** Of what is used up, where that is worth an event of its own, such as a recovery code. */
  readonly events: readonly EventDraft[];
}
