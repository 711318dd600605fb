/** The file of an export, and how far it is, in the live bucket: both forgotten after a day. */
import { getObject, listKeys, putObject } from '../shared/aws/s3.ts';
import { beginUpload, endUpload, putPart, signedLink } from '../shared/aws/s3-upload.ts';
import { type EventExport, fileName, folderOf, type Written } from './event-export.ts';
import { CONTENT_TYPES } from './export-format.ts';

type Named = Pick<EventExport, 'projectId' | 'id' | 'format'>;

const keyOf = (one: Named): string => folderOf(one) + fileName(one);

export async function readWritten(one: Named): Promise<Written | undefined> {
  const bytes = await getObject('LIVE_BUCKET', `${folderOf(one)}written.json`);
  return bytes && (JSON.parse(Buffer.from(bytes).toString('utf8')) as Written);
}

export async function saveWritten(one: Named, written: Written): Promise<void> {
  await putObject('LIVE_BUCKET', `${folderOf(one)}written.json`, Buffer.from(JSON.stringify(written)));
}

/** What was written and is no part yet. */
export const readRest = (one: Named, name: string): Promise<Uint8Array | undefined> =>
  getObject('LIVE_BUCKET', folderOf(one) + name);

/** Under another name than the one before it, which is what counts until the new name is noted. */
export async function saveRest(one: Named, events: number, bytes: Uint8Array): Promise<string> {
  const name = `rest-${events}`;
  await putObject('LIVE_BUCKET', folderOf(one) + name, bytes);
  return name;
}

export const beginFile = (one: Named): Promise<string> => beginUpload(keyOf(one), CONTENT_TYPES[one.format]);

export async function addPart(one: Named, { uploadId, parts }: Written, bytes: Uint8Array): Promise<Written['parts']> {
  return [...parts, await putPart(keyOf(one), uploadId, parts.length + 1, bytes)];
}

async function isFile(key: string): Promise<boolean> {
  for await (const found of listKeys('LIVE_BUCKET', key)) return found === key;
  return false;
}

/** May be repeated: an upload that is gone was put together before. */
export async function endFile(one: Named, { uploadId, parts }: Written): Promise<void> {
  try {
    await endUpload(keyOf(one), uploadId, parts);
  } catch (error) {
    if (!(error instanceof Error) || error.name !== 'NoSuchUpload') throw error;
    if (!(await isFile(keyOf(one)))) throw error;
  }
}

/** Whoever redeems a link fetches the file within this time: they were sent there by the answer. */
const FETCH_SECONDS = 60;
export const fileLink = (one: Named): Promise<string> => signedLink(keyOf(one), fileName(one), FETCH_SECONDS);
