/**
 * What is wrong with an event that lies in the log, by its row in the catalogue. Every event that a test causes passes
 * here (`dynamodb/world.ts`, `local/setup.ts`), so no test has to ask.
 */
import * as z from 'zod/mini';
import { CATALOGUE, type EventType } from '../lambdas/audit/catalogue.ts';
import { TARGETS } from '../lambdas/audit/catalogue-kind.ts';
import { looksPersonal } from '../lambdas/audit/detail-schema.ts';
import { isId } from '../lambdas/shared/ids.ts';

export interface Emitted {
  readonly id: string;
  readonly type: string;
  readonly outcome: string;
  readonly reason?: string;
  readonly request: string;
  readonly session?: string;
  readonly actor: { readonly type: string; readonly id: string };
  readonly target: { readonly type: string; readonly id: string };
  readonly grant?: { readonly type: string; readonly id: string };
  readonly on_behalf_of?: { readonly type: string; readonly id: string };
  readonly from?: { readonly ip?: string; readonly user_agent?: string };
  readonly detail?: Readonly<Record<string, unknown>>;
  readonly salt: string;
  /** Whose sealed blocks it carries. */
  readonly subjects: readonly string[];
  /** What they say beside where a request came from, where their keys are there. */
  readonly sealed?: readonly string[];
}

type Row = (typeof CATALOGUE)[EventType] & {
  readonly outcomes?: readonly string[];
  readonly sealed?: readonly string[];
};
const rowOf = (type: string): Row | undefined => (CATALOGUE as Record<string, Row>)[type];

/** Ids of ours, and hashes of what must not be there itself. An ARN names somebody of the deployer's own staff. */
const ACTOR_IDS = {
  user: (id: string) => isId('user', id),
  operator: (id: string) => isId('user', id),
  api_key: (id: string) => isId('key', id),
  client: (id: string) => isId('client', id),
  deployer: (id: string) => id.startsWith('arn:'),
  system: (id: string) => /^[a-z][a-z/-]*$/.test(id),
  anonymous: (id: string) => id === 'anonymous',
} as const;

function isTargetId(type: string, id: string): boolean {
  const kind = (TARGETS as Record<string, (typeof TARGETS)[keyof typeof TARGETS]>)[type];
  if (kind === undefined) return false;
  return kind === 'hash' ? /^[A-Za-z0-9_-]{43}$/.test(id) : isId(kind, id);
}

function isActor({ type, id }: Emitted['actor'], { actors }: Row, grant: Emitted['grant']): boolean {
  const known = (ACTOR_IDS as Record<string, (id: string) => boolean>)[type];
  const may = (actors as readonly string[]).includes(type) || (type === 'operator' && grant !== undefined);
  return (known?.(id) ?? false) && may;
}

/** What a person is known by in what lies open: an address of mail or network, a telephone number, a name. */
function personalIn({ from: _from, salt: _salt, ...open }: Emitted, people: readonly string[]): string[] {
  const text = JSON.stringify(open);
  const network = /"\d{1,3}(\.\d{1,3}){3}"/.test(text) ? ['a network address'] : [];
  // One word alone may be a word of ours too.
  const spelt = (one: string) => (one.includes(' ') ? one : JSON.stringify(one)).toLowerCase();
  const named = people.filter((one) => text.toLowerCase().includes(spelt(one)));
  return [...(looksPersonal(text) ? ['an address or number'] : []), ...network, ...named.map(() => 'a name')];
}

/**
 * @param people what the people of the test are called, so that no event says it openly.
 * @returns nothing for an event that is as its row says.
 */
export function issuesOf(event: Emitted, people: readonly string[] = []): string[] {
  const row = rowOf(event.type);
  if (!row) return ['is not in the catalogue'];
  const { actor, target, outcome, reason, grant, detail = {} } = event;
  const members = z.strictObject(row.detail as Record<string, z.ZodMiniType>).safeParse(detail);
  const checks: readonly (readonly [boolean, string])[] = [
    [isActor(actor, row, grant), `actor ${actor.type} ${actor.id}`],
    [(row.targets as readonly string[]).includes(target.type), `target ${target.type}`],
    [isTargetId(target.type, target.id), `target id ${target.id}`],
    [(row.outcomes ?? ['success']).includes(outcome), `outcome ${outcome}`],
    // A decision is its own reason.
    [outcome !== 'denied' || reason !== undefined || detail.decision !== undefined, 'denied without a reason'],
    [reason === undefined || /^[a-z][a-z0-9_.]{0,63}$/.test(reason), `reason ${reason}`],
    [event.from !== undefined || event.subjects.length > 0, 'from nowhere'],
    [event.subjects.every((id) => isId('user', id) || isId('project', id)), `subjects ${event.subjects}`],
    [event.session === undefined || isId('session', event.session), `session ${event.session}`],
    [event.on_behalf_of === undefined || grant !== undefined, 'on behalf of somebody without a grant'],
  ];
  const more = (event.sealed ?? []).filter((member) => !row.sealed?.includes(member));
  const wrong = checks.flatMap(([right, what]) => (right ? [] : [what]));
  const unfit = (members.error?.issues ?? []).map(({ path, message }) => `detail.${path.join('.')}: ${message}`);
  const seals = more.map((member) => `seals ${member}`);
  return [...wrong, ...unfit, ...seals, ...personalIn(event, people).map((what) => `${what} lies open`)];
}
