import { createWriteStream } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { type OpenedUpload, openUpload } from '../../check/index.ts';
import { CommandError } from '../exit-status.ts';
import { makeReport } from '../export/run-export.ts';
import { connectTarget, resolveTarget } from '../profiles/index.ts';
import type { Surroundings } from '../surroundings.ts';

/**
 * What the server of a profile has, deleted objects included, by its report sis_export_csv. Closing it removes the
 * copy that was fetched.
 */
export async function openRoster(to: string, surroundings: Surroundings): Promise<OpenedUpload> {
  const interrupt = surroundings.listenForInterrupt();
  const target = await resolveTarget(to, {}, surroundings);
  const client = connectTarget(target);
  const { account_id } = target;
  const { status, message, attachment } = await makeReport({ client, account_id }, true, interrupt);
  if (status !== 'complete' || !attachment)
    throw new CommandError(`The server's report ended as "${status}"${message ? `: ${message}` : '.'}`);
  const scratch = await mkdtemp(join(tmpdir(), 'rollcall-check-'));
  const remove = () => rm(scratch, { recursive: true, force: true });
  try {
    const path = join(scratch, 'roster.zip');
    await pipeline(
      await client.openFile({ url: attachment.url }, { signal: interrupt }),
      createWriteStream(path),
    );
    const opened = await openUpload(path, 'roster.zip', { ratio: Number.POSITIVE_INFINITY });
    return {
      ...opened,
      close: async () => {
        await opened.close();
        await remove();
      },
    };
  } catch (error) {
    await remove();
    throw error;
  }
}
