/** The sign-in function with its clients within reach, so that P9 can also answer in place of the whole SDK. */
export { DynamoDBClient } from '@aws-sdk/client-dynamodb';
export { handler } from '../../lambdas/passkey/finish-sign-in/handler.ts';
export { KMSClient } from '../../lambdas/shared/aws/kms-client.ts';
