/**
 * A recorder for one test file. Import it before anything of `test/dynamodb/`: what is imported first ends last, and the
 * look at the file's events, when all tests are done, goes through it too.
 */
import { afterAll, inject } from 'vitest';
import { startRecorder } from './recorder.ts';

export const recorder = await startRecorder({ dynamodb: inject('dynamodbEndpoint'), kms: inject('kmsEndpoint') });
afterAll(() => recorder.stop());
