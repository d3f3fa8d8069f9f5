import { createRequire } from 'node:module';
import process from 'node:process';
import type { Keychain } from '../keychain.ts';
import { ownPackage } from '../own-package.ts';

/**
 * Loads keytar from the package's own tree; throws where it is not installed or libsecret is not there.
 */
export function loadKeychain(programFile: string): Keychain {
  const load = createRequire(programFile);
  const keytar = ownPackage(programFile, 'keytar');
  try {
    return load(keytar);
  } catch (error) {
    // keytar 7.10 looks for its glibc build only, though it brings the one for musl (Alpine) too.
    if (process.platform !== 'linux') throw error;
    try {
      return load(`${keytar}/prebuilds/linuxmusl-${process.arch}/keytar.node`);
    } catch {
      throw error;
    }
  }
}

/** Sets the bus that libsecret connects to when it is first called. The command's environment was copied before. */
export function useBus(address: string): void {
  process.env['DBUS_SESSION_BUS_ADDRESS'] = address;
}
