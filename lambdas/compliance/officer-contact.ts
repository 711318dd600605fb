/** The contact of the privacy officer in clear: sealed before it is stored, opened for whoever may read it. */
import type { Project } from '../project/project.ts';
import { openSecret, sealSecret } from '../shared/sealed-secret.ts';
import type { PrivacyOfficer } from './privacy-officer.ts';
import { type OfficerContact, officerSchema } from './privacy-officer-schema.ts';

type Keyed = Pick<Project, 'id' | 'wrappedKey'>;
const sealedIn = (projectId: string) => ({ kind: 'privacy_officer', recordId: projectId }) as const;

export const sealContact = (project: Keyed, contact: OfficerContact): Promise<Uint8Array> =>
  sealSecret(Buffer.from(JSON.stringify(contact)), project, sealedIn(project.id));

export const openContact = async (project: Keyed, { sealed }: PrivacyOfficer): Promise<OfficerContact> =>
  officerSchema.parse(JSON.parse((await openSecret(sealed, project, sealedIn(project.id))).toString('utf8')));
