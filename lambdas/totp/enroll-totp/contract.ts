/** Begins to enrol an authenticator app: a seed, shown this once. It proves nothing until a code of it was confirmed. */
import * as z from 'zod/mini';
import { defineContract } from '../../shared/contract.ts';

export const enrollTotpContract = defineContract({
  summary: 'Begin to enrol an authenticator app',
  auth: ['user'],
  body: z.object({}),
  replies: {
    200: z.object({
      /** Base32 (RFC 4648), as apps take it. */
      secret: z.string(),
      otpauth_uri: z.string(),
      /** The same as a picture: SVG. */
      qr_svg: z.string(),
    }),
  },
  errors: ['recent_authentication_required', 'already_enrolled', 'conflict', 'not_found'],
  events: ['totp.enrolled'],
});
