import { expect, test } from 'vitest';
import { keychainError } from '../../../src/store/keychain/errors.ts';

test.each([
  ['Cannot autolaunch D-Bus without X11 $DISPLAY', false, /^install a Secret Service \(Debian: apt-get/],
  ['Cannot autolaunch D-Bus without X11 $DISPLAY', true, /^log in to the desktop, which starts/],
  ['The name org.freedesktop.secrets was not provided by any .service files', false, /^install/],
  ['The collection is locked', true, /gnome-keyring-daemon --unlock/],
])('%s, installed: %s: packages are advised only where they are missing', (words, isInstalled, hint) => {
  expect(keychainError(new Error(words), 'linux', () => isInstalled).hint).toMatch(hint);
});
