/** Stands in for middleware of the SDK that does nothing useful in a function: it is not in the stack at all. */
const plugin = () => ({ applyToStack: () => undefined });
const passOn = () => (next: unknown) => next;

export {
  passOn as loggerMiddleware,
  passOn as recursionDetectionMiddleware,
  plugin as getLoggerPlugin,
  plugin as getRecursionDetectionPlugin,
};
export const loggerMiddlewareOptions = {};
