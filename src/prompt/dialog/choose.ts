import type { Env, Prompt } from '../../base/ports.ts';
import type { SignalHost } from '../../platform/endings.ts';

/** Asks with a window of the desktop; `undefined` where there is no desktop, or nothing to open one with. */
export async function findDialog(env: Env, host: SignalHost): Promise<Prompt | undefined> {
  if (host.platform === 'darwin') return (await import('./osascript.ts')).osascriptDialog(env, host);
  if (host.platform === 'win32') return (await import('./powershell.ts')).powershellDialog(env, host);
  if (!env['DISPLAY'] && !env['WAYLAND_DISPLAY']) return undefined;
  const { findProgram } = await import('./window.ts');
  const kde = /\bKDE\b/.test(env['XDG_CURRENT_DESKTOP'] ?? '');
  for (const name of kde ? ['kdialog', 'zenity'] : ['zenity', 'kdialog']) {
    if (!findProgram(name, env)) continue;
    if (name === 'zenity') return (await import('./zenity.ts')).zenityDialog(env, host);
    return (await import('./kdialog.ts')).kdialogDialog(env, host);
  }
  return undefined;
}
