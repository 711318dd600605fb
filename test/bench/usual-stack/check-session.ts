/** The baseline of P6: each request reads its session. */
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient, GetCommand } from '@aws-sdk/lib-dynamodb';
import type { APIGatewayProxyEventV2 } from 'aws-lambda';

const documents = DynamoDBDocumentClient.from(new DynamoDBClient({}));

export async function handler({ headers }: APIGatewayProxyEventV2) {
  const key = { pk: `SESSION#${headers.authorization}`, sk: 'SESSION' };
  const { Item } = await documents.send(new GetCommand({ TableName: process.env.IDENTITY_TABLE, Key: key }));
  return { statusCode: Item ? 200 : 401 };
}
