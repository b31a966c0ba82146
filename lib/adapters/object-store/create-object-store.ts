import 'server-only';
import type { Config } from '../../config';
import type { Keys } from '../../keys';
import type { Logger } from '../../log';
import type { Clock } from '../../ports/clock';
import type { ObjectStore } from '../../ports/object-store';
import { createDiskObjectStore } from './disk-object-store';
import { createS3ObjectStore } from './s3-object-store';
import { createVaultUrls, type VaultUrls } from './vault-url';

/** The vault that the settings name, and the URLs under which `createVaultHandler` answers for it. */
export function createObjectStore(
  config: Config,
  keys: Pick<Keys, 'derive'>,
  clock: Clock,
  log: Logger,
): { objectStore: ObjectStore; vaultUrls: VaultUrls } {
  const secondsValid = { PUT: config.limits.signedPutSeconds, GET: config.limits.signedGetSeconds };
  const vaultUrls = createVaultUrls(keys.derive('vault-url'), clock, secondsValid);
  const settings = config.objectStore;
  const objectStore =
    settings.kind === 'disk'
      ? createDiskObjectStore(settings.dir, vaultUrls, config.dataDir)
      : createS3ObjectStore({
          settings,
          createBucket: config.mode === 'embedded',
          publicUrl: config.publicUrl,
          secondsValid,
          urls: vaultUrls,
          clock,
          log,
        });
  return { objectStore, vaultUrls };
}
