/** Large objects of the live bucket: written part by part, and fetched by a link that S3 itself checks. */
import { createHash } from 'node:crypto';
import {
  CompleteMultipartUploadCommand,
  CreateMultipartUploadCommand,
  GetObjectCommand,
  S3Client,
  UploadPartCommand,
} from '@aws-sdk/client-s3';
import { getSignedUrl } from '@aws-sdk/s3-request-presigner';
import { variable } from '../environment.ts';

const s3 = new S3Client({ maxAttempts: 3 });
const CHECKSUM = 'SHA256';

export interface Part {
  readonly tag: string;
  /** Base64. */
  readonly sha256: string;
  readonly bytes: number;
}

/** @returns the id of the upload. */
export async function beginUpload(key: string, contentType: string): Promise<string> {
  const { UploadId } = await s3.send(
    new CreateMultipartUploadCommand({
      Bucket: variable('LIVE_BUCKET'),
      Key: key,
      ContentType: contentType,
      ChecksumAlgorithm: CHECKSUM,
    }),
  );
  if (!UploadId) throw new Error('S3 began no upload');
  return UploadId;
}

/** The same number again replaces the part. @param number from 1. */
export async function putPart(key: string, uploadId: string, number: number, body: Uint8Array): Promise<Part> {
  const sha256 = createHash('sha256').update(body).digest('base64');
  const { ETag } = await s3.send(
    new UploadPartCommand({
      Bucket: variable('LIVE_BUCKET'),
      Key: key,
      UploadId: uploadId,
      PartNumber: number,
      Body: body,
      ChecksumSHA256: sha256,
    }),
  );
  if (!ETag) throw new Error('S3 took no part');
  return { tag: ETag, sha256, bytes: body.length };
}

export async function endUpload(key: string, uploadId: string, parts: readonly Part[]): Promise<void> {
  await s3.send(
    new CompleteMultipartUploadCommand({
      Bucket: variable('LIVE_BUCKET'),
      Key: key,
      UploadId: uploadId,
      MultipartUpload: {
        Parts: parts.map(({ tag, sha256 }, index) => ({ ETag: tag, ChecksumSHA256: sha256, PartNumber: index + 1 })),
      },
    }),
  );
}

/** An address by which whoever has it fetches the object for so many seconds, as a file with this name. */
export const signedLink = (key: string, fileName: string, seconds: number): Promise<string> =>
  getSignedUrl(
    s3,
    new GetObjectCommand({
      Bucket: variable('LIVE_BUCKET'),
      Key: key,
      ResponseContentDisposition: `attachment; filename="${fileName}"`,
      ResponseCacheControl: 'no-store',
    }),
    { expiresIn: seconds },
  );
