/** Since which event a project or an organization is below the preset: read from what changes of policies left in the log. */
import type { Json, JsonObject } from '../audit/block.ts';
import { INHERIT, type Policy } from '../organization/policy.ts';
import type { Below } from './preset.ts';
import { belowPreset, type Guarded, organizationBelow } from './preset.ts';

/** An event of the log that changed a project or the policy of an organization. */
export interface PolicyEvent {
  readonly id: string;
  readonly timeMs: number;
  /** The organization's, or the project's. */
  readonly scope: string;
  readonly type: string;
  readonly detail: JsonObject;
}

export interface Since {
  readonly eventId: string;
  /** RFC 3339. */
  readonly at: string;
}

const part = (value: Json | undefined): JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as JsonObject) : {};

/** The project as a side of an event shows it; what the event does not tell is as it is now. */
function shown(project: Guarded, side: JsonObject): Guarded {
  const { sign_up, policy, settings } = side;
  return {
    signUp: (sign_up as Guarded['signUp'] | undefined) ?? project.signUp,
    policy: { ...project.policy, ...(part(policy) as Partial<Policy>) },
    settings: { ...project.settings, ...(part(settings) as object) } as Guarded['settings'],
  };
}

const isBelow = (list: readonly Below[], name: string): boolean => list.some((one) => one.name === name);

/** Whether this event took something below the preset, or turned the preset on when it was below already. */
function began(project: Guarded, { scope, type, detail }: PolicyEvent, name: string, of: string): boolean {
  const [before, after] = [part(detail.before), part(detail.after)];
  if (type === 'org_policy.updated')
    return (
      scope === of &&
      !isBelow(organizationBelow(project, { ...INHERIT, ...(before as Partial<Policy>) }), name) &&
      isBelow(organizationBelow(project, { ...INHERIT, ...(after as Partial<Policy>) }), name)
    );
  return !isBelow(belowPreset(shown(project, before)), name) && isBelow(belowPreset(shown(project, after)), name);
}

const sinceOf = ({ id, timeMs }: PolicyEvent): Since => ({ eventId: id, at: new Date(timeMs).toISOString() });

/**
 * @param events newest first. @param of the organization; the project's own id for the project.
 * @returns `undefined` where none of the events tells.
 */
export function sinceWhen(
  project: Guarded,
  name: string,
  of: string,
  events: readonly PolicyEvent[],
): Since | undefined {
  const event = events.find((one) => began(project, one, name, of));
  return event && sinceOf(event);
}
