/** The secret of a stream, sealed for its row. */
import type { Project } from '../project/project.ts';
import { sealSecret } from '../shared/sealed-secret.ts';

export const sealStreamSecret = (secret: string, project: Project, streamId: string): Promise<Uint8Array> =>
  sealSecret(Buffer.from(secret, 'utf8'), project, { kind: 'audit_stream', recordId: streamId });
