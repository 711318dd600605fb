/** Text messages, sent by SNS to a telephone number. */
import { PublishCommand, SNSClient } from '@aws-sdk/client-sns';
import { variable } from '../environment.ts';

const sns = new SNSClient({ maxAttempts: 3 });

/** What stands in for a number where the tenant has none of its own: SNS chooses one. */
const SHARED = 'sns';

const attribute = (StringValue: string) => ({ DataType: 'String', StringValue });

/** @param to E.164 */
export async function sendSms(to: string, text: string): Promise<void> {
  const sender = variable('SMS_SENDER');
  await sns.send(
    new PublishCommand({
      PhoneNumber: to,
      Message: text,
      MessageAttributes: {
        'AWS.SNS.SMS.SMSType': attribute('Transactional'),
        ...(sender !== SHARED && { 'AWS.MM.SMS.OriginationNumber': attribute(sender) }),
      },
    }),
  );
}
