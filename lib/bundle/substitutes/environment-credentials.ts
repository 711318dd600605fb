/** Stands in for the SDK's chain of credential sources: inside Lambda the environment is the only one. */
import { fromEnv } from '@aws-sdk/credential-provider-env';

export const defaultProvider = () => fromEnv();
