/** Stands in for event streams, which no command of Hale has. Fails if one ever is used. */
function refuse(): never {
  throw new Error('event streams are left out of the bundle');
}

export class EventStreamSerde {
  constructor() {
    refuse();
  }
}
export const eventStreamSerdeProvider = refuse;

/** Signs the headers of an event. A signer has one before it has anything to sign. */
export class HeaderFormatter {
  readonly format = refuse;
}

/** S3 has a command with an event stream and asks for this whenever a client is made. */
export const resolveEventStreamSerdeConfig = <T>(config: T): T => config;
