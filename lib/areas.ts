/**
 * Which stack holds the functions of which area: an area is the first folder under `lambdas/`. Written down, so that no
 * new route moves an area by itself. One that changes its stack is deployed twice, first without its routes, because API
 * Gateway takes no route that it has already.
 */

/** Stacks of functions that API Gateway calls. */
export const ROUTE_STACKS = {
  /** Every way to a session. */
  'sign-in': ['passkey', 'magic-link', 'otp', 'password', 'oauth', 'mfa', 'recovery'],
  /** What somebody who is signed in has. */
  account: ['session', 'token', 'me', 'totp', 'recovery-code'],
  /** What a customer's backend keeps. */
  management: [
    'meta',
    'project',
    'api-key',
    'user',
    'organization',
    'membership',
    'redirect-uri',
    'allowed-origin',
    'm2m-client',
    'risk',
  ],
  /** What is accounted for, and what is done under supervision. */
  compliance: [
    'audit',
    'log',
    'operator',
    'approval',
    'impersonation',
    'break-glass',
    'hold',
    'dsr',
    'audit-stream',
    'event-export',
    'access-event',
  ],
  /** What is shown to people outside: statements under a key, posture, breaches, reviews. */
  assurance: ['statement', 'breach', 'signing-key', 'compliance', 'access-review'],
} as const satisfies Record<string, readonly string[]>;

/** Stacks of functions that a stream or a clock starts. */
export const TRIGGER_STACKS = {
  /** What archives and watches the audit log. */
  audit: ['log', 'audit', 'audit-stream', 'event-export'],
  /** What sends mail and text messages. */
  message: ['message'],
  /** What a clock looks after: it writes down what ended, and tells what is overdue. */
  upkeep: ['break-glass', 'hold', 'dsr', 'compliance', 'access-review', 'breach', 'state'],
} as const satisfies Record<string, readonly string[]>;

export type RouteStackName = keyof typeof ROUTE_STACKS;
export type TriggerStackName = keyof typeof TRIGGER_STACKS;
export const ROUTE_STACK_NAMES = Object.keys(ROUTE_STACKS) as readonly RouteStackName[];
export const TRIGGER_STACK_NAMES = Object.keys(TRIGGER_STACKS) as readonly TriggerStackName[];

/** All stacks of a tenant whose functions keep logs; the data key lets their log groups in. */
export const LOGGING_STACKS: readonly string[] = ['api', ...TRIGGER_STACK_NAMES, ...ROUTE_STACK_NAMES];

function stackOf<S extends string>(stacks: Readonly<Record<S, readonly string[]>>, folder: string, has: string): S {
  const [area = ''] = folder.split('/');
  const stack = (Object.keys(stacks) as S[]).find((name) => stacks[name].includes(area));
  if (!stack) throw new Error(`lambdas/${area}/ has a ${has} and is in no stack: give it one in lib/areas.ts`);
  return stack;
}

/** @param folder of a function, such as `passkey/begin-sign-in` */
export const routeStackOf = (folder: string): RouteStackName => stackOf(ROUTE_STACKS, folder, 'route');
/** @param folder of a function, such as `log/sweep-lanes` */
export const triggerStackOf = (folder: string): TriggerStackName => stackOf(TRIGGER_STACKS, folder, 'trigger');
