/** Stands in for the SDK's user agent, which describes the machine anew in each request. CloudTrail shows this one. */
interface Stack {
  add(middleware: unknown, options: unknown): void;
}
interface Arguments {
  readonly request: { readonly headers: Record<string, string> };
}

const USER_AGENT = 'aws-sdk-js/3 app/hale';

export const getUserAgentMiddlewareOptions = { name: 'getUserAgentMiddleware', step: 'build', priority: 'low' };

export const userAgentMiddleware =
  () =>
  (next: (args: Arguments) => unknown) =>
  (args: Arguments): unknown => {
    args.request.headers['user-agent'] = USER_AGENT;
    return next(args);
  };

export const getUserAgentPlugin = () => ({
  applyToStack: (stack: Stack) => stack.add(userAgentMiddleware(), getUserAgentMiddlewareOptions),
});
