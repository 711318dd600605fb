/** Lambdas that AWS or an operator calls, one line each: what starts them and what they may touch. */
import type { Access } from './shared/access.ts';

/** How a function is started. A stream is the audit table's; `operator` means lambda:InvokeFunction and no other way in. */
export type Source =
  | { readonly stream: 'audit'; readonly on: readonly ('INSERT' | 'MODIFY' | 'REMOVE')[] }
  | { readonly everyMinutes: number }
  | { readonly operator: true };

export interface Trigger {
  readonly summary: string;
  readonly source: Source;
  readonly access: readonly Access[];
}

const ARCHIVER = [
  'audit:read',
  'lanes:read',
  'control:read',
  'control:write',
  'archive:write',
  'archive:read',
  'live:write',
  'live:read',
  'log-key:sign',
  'incident:publish',
] as const;

export const triggers = {
  'log/archive-events': {
    summary: 'Archive lanes as the stream rings',
    source: { stream: 'audit', on: ['INSERT'] },
    access: ARCHIVER,
  },
  'log/sweep-lanes': {
    summary: 'Archive lanes that are ahead of the log',
    source: { everyMinutes: 1 },
    access: ARCHIVER,
  },
  'log/watch-tampering': {
    summary: 'Report any row that was changed or removed',
    source: { stream: 'audit', on: ['MODIFY', 'REMOVE'] },
    access: ['archive:write', 'incident:publish'],
  },
  'project/create-project': {
    summary: 'Make a project and its first key',
    source: { operator: true },
    access: ['data-key:create', 'data-key:unwrap', 'identity:write', 'audit:append', 'lanes:register'],
  },
} as const satisfies Record<string, Trigger>;
