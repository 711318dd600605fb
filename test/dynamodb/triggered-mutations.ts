/** One call for each function of a clock, a stream or an operator that writes to the log. Import `world.ts` first. */
import { makeReader, sendCode } from './codes.ts';
import { enrolEmergency, openByPasskey } from './emergency.ts';
import { messageRows } from './outbox.ts';
import { enrol, makeClinic } from './people.ts';

export interface Triggered {
  /** Folder under `lambdas/`. */
  readonly id: string;
  readonly event: unknown;
  /** Whether it runs again by itself and takes up what was left: then it tells nobody that all is done. */
  readonly again?: true;
}

const operator = 'arn:aws:iam::000000000000:user/test';

/** @param wait sets the clock, in minutes after its start. */
export const triggeredMutations = (wait: (minutes: number) => void): Record<string, () => Promise<Triggered>> => ({
  'an operator makes a project': async () => ({
    id: 'project/create-project',
    event: {
      name: 'Test clinic',
      environment: 'test',
      relying_party_id: 'localhost',
      relying_party_name: 'Test clinic',
      origins: ['http://localhost:4100'],
      sign_up: 'closed',
      operator,
    },
  }),
  'an operator gives roles': async () => {
    const clinic = await makeClinic();
    const { email } = await enrol(clinic);
    return { id: 'operator/add-operator', event: { project_id: clinic.projectId, email, roles: ['admin'], operator } };
  },
  'the stream brings a message': async () => {
    const clinic = await makeClinic();
    await sendCode({ destination: (await makeReader(clinic)).email }, clinic);
    const Records = (await messageRows()).map(({ id }, index) => ({
      eventName: 'INSERT',
      dynamodb: { NewImage: { id: { S: id }, kind: { S: 'message' } }, SequenceNumber: String(index) },
    }));
    return { id: 'message/deliver-message', event: { Records } };
  },
  'the clock looks after emergency operators': async () => {
    await enrolEmergency(await makeClinic());
    return { id: 'break-glass/check-readiness', event: {}, again: true };
  },
  'the clock ends a broken glass': async () => {
    await openByPasskey(await enrolEmergency(await makeClinic()));
    wait(61);
    return { id: 'break-glass/finish-break-glass', event: {}, again: true };
  },
});
