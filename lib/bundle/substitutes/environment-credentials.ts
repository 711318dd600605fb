/** Stands in for the SDK's chain of credential sources: inside Lambda the environment is the only one. */
import { fromEnv } from '@aws-sdk/credential-provider-env';

/** Read once: they do not change while a function's environment lives. */
export const defaultProvider = () => {
  let credentials: ReturnType<ReturnType<typeof fromEnv>> | undefined;
  return () => {
    credentials ??= fromEnv()();
    return credentials;
  };
};
