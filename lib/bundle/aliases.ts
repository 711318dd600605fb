/** Modules that a bundle takes in place of those the SDK asks for, because Lambda never needs the rest of them. */
import { join } from 'node:path';

export const aliases: Readonly<Record<string, string>> = {
  '@aws-sdk/credential-provider-node': join(import.meta.dirname, 'environment-credentials.ts'),
};
