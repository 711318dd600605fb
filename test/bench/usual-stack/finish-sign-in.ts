/**
 * The baseline: signing in with a passkey as it is usually written on Lambda, with the usual packages and the usual rows.
 * The challenge is stored and deleted, the credential read and its counter written, session and audit entry put apart.
 */
import { Logger } from '@aws-lambda-powertools/logger';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { KMSClient, SignCommand } from '@aws-sdk/client-kms';
import { DeleteCommand, DynamoDBDocumentClient, GetCommand, PutCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import middy from '@middy/core';
import { generateAuthenticationOptions, verifyAuthenticationResponse } from '@simplewebauthn/server';
import type { APIGatewayProxyEventV2 } from 'aws-lambda';
import { base64url, calculateJwkThumbprint } from 'jose';
import { z } from 'zod';

const logger = new Logger({ serviceName: 'usual' });
const documents = DynamoDBDocumentClient.from(new DynamoDBClient({}));
const kms = new KMSClient({});
const TableName = process.env.IDENTITY_TABLE;

const finishing = z.object({
  request_id: z.string(),
  credential: z.object({
    id: z.string(),
    rawId: z.string(),
    type: z.literal('public-key'),
    response: z.object({
      clientDataJSON: z.string(),
      authenticatorData: z.string(),
      signature: z.string(),
      userHandle: z.string().optional(),
    }),
    clientExtensionResults: z.object({}),
  }),
});

const reply = (statusCode: number, body: unknown) => ({
  statusCode,
  headers: { 'content-type': 'application/json' },
  body: JSON.stringify(body),
});

async function begin() {
  const options = await generateAuthenticationOptions({ rpID: 'localhost', userVerification: 'required' });
  const id = crypto.randomUUID();
  const challenge = { pk: `CHALLENGE#${id}`, sk: 'CHALLENGE', challenge: options.challenge };
  await documents.send(new PutCommand({ TableName, Item: challenge }));
  return reply(200, { request_id: id, options });
}

async function signToken(claims: Record<string, unknown>): Promise<string> {
  const kid = await calculateJwkThumbprint({ kty: 'OKP', crv: 'Ed25519', x: 'key' });
  const encode = (value: unknown) => base64url.encode(JSON.stringify(value));
  const input = `${encode({ alg: 'EdDSA', kid })}.${encode(claims)}`;
  const { Signature = new Uint8Array() } = await kms.send(
    new SignCommand({
      KeyId: process.env.TOKEN_KEY_ID?.split(',')[0],
      Message: Buffer.from(input),
      MessageType: 'RAW',
      SigningAlgorithm: 'ED25519_SHA_512',
    }),
  );
  return `${input}.${base64url.encode(Signature)}`;
}

async function finish(event: APIGatewayProxyEventV2) {
  const { request_id, credential } = finishing.parse(JSON.parse(event.body ?? '{}'));
  const Key = { pk: `CHALLENGE#${request_id}`, sk: 'CHALLENGE' };
  const stored = await documents.send(new GetCommand({ TableName, Key, ConsistentRead: true }));
  await documents.send(new DeleteCommand({ TableName, Key }));
  const passkeyKey = { pk: `PASSKEY#${credential.id}`, sk: 'PASSKEY' };
  const { Item: passkey } = await documents.send(new GetCommand({ TableName, Key: passkeyKey, ConsistentRead: true }));
  if (!passkey || !stored.Item) return reply(401, { code: 'unknown' });
  const { verified, authenticationInfo } = await verifyAuthenticationResponse({
    response: credential,
    expectedChallenge: stored.Item.challenge,
    expectedOrigin: 'http://localhost:4100',
    expectedRPID: 'localhost',
    credential: { id: credential.id, publicKey: new Uint8Array(passkey.public_key), counter: passkey.counter },
  });
  if (!verified) return reply(401, { code: 'refused' });
  await documents.send(
    new UpdateCommand({
      TableName,
      Key: passkeyKey,
      UpdateExpression: 'SET #counter = :counter, last_used_at = :now',
      ExpressionAttributeNames: { '#counter': 'counter' },
      ExpressionAttributeValues: { ':counter': authenticationInfo.newCounter, ':now': new Date().toISOString() },
    }),
  );
  const session = { id: crypto.randomUUID(), user_id: passkey.user_id, created_at: new Date().toISOString() };
  await documents.send(new PutCommand({ TableName, Item: { pk: `SESSION#${session.id}`, sk: 'SESSION', ...session } }));
  const entry = {
    pk: `AUDIT#${passkey.user_id}`,
    sk: new Date().toISOString(),
    type: 'signed_in',
    session: session.id,
  };
  await documents.send(new PutCommand({ TableName, Item: entry }));
  const token = await signToken({ sub: passkey.user_id, sid: session.id });
  logger.info('signed in', { session: session.id });
  return reply(200, { session_id: session.id, access_token: token });
}

export const handler = middy((event: APIGatewayProxyEventV2) =>
  event.rawPath.endsWith('/options') ? begin() : finish(event),
);
