/** `hale --local`: points the AWS clients of this process at the local cloud of this checkout, or of HALE_STATE_DIR. */
import { existsSync } from 'node:fs';
import * as z from 'zod/mini';
import { trustCertificate } from '../local/certificate.ts';
import { loadCredentials } from '../local/credentials.ts';
import { awsEnvironment } from '../local/emulator.ts';
import { readJson } from '../local/json-file.ts';
import { localPaths, STATE_DIR } from '../local/paths.ts';
import { CommandError } from './command-error.ts';
import { preferLocalTenant } from './stack-outputs.ts';

const Ports = z.object({ cloud: z.number() });

export function useLocalAccount(): void {
  const paths = localPaths(process.env.HALE_STATE_DIR ?? STATE_DIR);
  const ports = Ports.safeParse(readJson(paths.ports));
  if (!ports.success || !existsSync(paths.certificate)) {
    throw new CommandError('There is no local cloud in this checkout yet: begin with `npm start`.', 2);
  }
  const credentials = loadCredentials(paths.credentials);
  Object.assign(process.env, awsEnvironment({ paths, port: ports.data.cloud, credentials }));
  delete process.env.AWS_PROFILE;
  delete process.env.AWS_SESSION_TOKEN;
  trustCertificate(paths.certificate);
  preferLocalTenant();
}
