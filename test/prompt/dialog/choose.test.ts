import { rmSync } from 'node:fs';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Prompt } from '../../../src/base/ports.ts';
import { findDialog } from '../../../src/prompt/dialog/choose.ts';
import { hostOn, StandIns } from '../host.ts';

const QUESTION = { mfaSerial: 'GAHT12345678', profile: 'dev', problem: 'refused' };
const TEXT = 'refused\n\nMFA code for GAHT12345678, profile dev';

const DIALOGS = [
  { name: 'zenity', platform: 'linux', cancel: 'exit 1' },
  { name: 'kdialog', platform: 'linux', cancel: 'exit 1' },
  {
    name: 'osascript',
    platform: 'darwin',
    cancel: 'echo "execution error: User canceled. (-128)" >&2; exit 1',
  },
  { name: 'powershell.exe', platform: 'win32', cancel: 'exit 2' },
] as const;

let standIns: StandIns;

beforeEach(() => {
  standIns = new StandIns();
});

afterEach(() => rmSync(standIns.folder, { recursive: true }));

async function dialogOn(platform: NodeJS.Platform): Promise<Prompt> {
  const dialog = await findDialog(standIns.env, hostOn(platform));
  if (dialog === undefined) throw new Error('no dialog was found');
  return dialog;
}

describe.skipIf(process.platform === 'win32')('dialogs, with stand-ins for the programs', () => {
  describe.each(DIALOGS)('$name', ({ name, platform, cancel }) => {
    it('answers with what was typed', async () => {
      standIns.add(name, 'echo "123 456"');
      expect(await (await dialogOn(platform)).askCode(QUESTION)).toBe('123 456');
    });

    it('is cancelled', async () => {
      standIns.add(name, cancel);
      const dialog = await dialogOn(platform);
      await expect(dialog.askCode(QUESTION)).rejects.toMatchObject({ code: 'PROMPT_CANCELLED' });
      await expect(dialog.choose('Which?', ['a', 'b'])).rejects.toMatchObject({ code: 'PROMPT_CANCELLED' });
    });

    it('tells why it failed', async () => {
      standIns.add(name, 'echo "cannot open display: none" >&2; exit 70');
      await expect((await dialogOn(platform)).askCode(QUESTION)).rejects.toMatchObject({
        code: 'PROMPT_UNAVAILABLE',
        message: expect.stringMatching(/could not ask for the MFA code: cannot open display: none$/),
        hint: expect.stringContaining('mfa-exec login'),
      });
    });

    it('offers choices and answers with the chosen one', async () => {
      standIns.add(name, name === 'zenity' || name === 'osascript' ? 'echo "2) phone"' : 'echo 2');
      expect(await (await dialogOn(platform)).choose('Which?', ['watch', 'phone'])).toBe('phone');
    });

    it('leaves no signal handler', async () => {
      standIns.add(name, 'echo 123456');
      const before = process.eventNames();
      await (await dialogOn(platform)).askCode(QUESTION);
      expect(process.eventNames()).toEqual(before);
    });
  });

  it('shows the question through an argument of its own', async () => {
    for (const name of ['zenity', 'kdialog', 'osascript']) standIns.add(name, 'echo 1');
    await (await dialogOn('linux')).askCode(QUESTION);
    expect(standIns.args('zenity')).toEqual(['--title=mfa-exec', '--entry', '--hide-text', `--text=${TEXT}`]);
    await (await dialogOn('darwin')).askCode(QUESTION);
    expect(standIns.args('osascript')).toEqual(['-e', expect.any(String), TEXT]);
  });

  it('shows it through the environment on Windows', async () => {
    standIns.add('powershell.exe', `printf %s "$MFA_EXEC_DIALOG_TEXT|$MFA_EXEC_DIALOG_HIDDEN"`);
    const shown = await (await dialogOn('win32')).askCode(QUESTION);
    expect(shown).toBe(`${TEXT.replaceAll('\n', '\r\n')}|1`);
  });

  it('takes no text into a script, whatever the text', async () => {
    standIns.add('osascript', 'echo 1');
    standIns.add('powershell.exe', 'echo 1');
    const [mac, windows] = [await dialogOn('darwin'), await dialogOn('win32')];
    await mac.askCode({ mfaSerial: 'plain' });
    await windows.askCode({ mfaSerial: 'plain' });
    const [appleScript, powerShell] = [standIns.args('osascript')[1], standIns.args('powershell.exe')];
    const nasty = fc.string({
      unit: fc.constantFrom('"', "'", '\\', '`', '$', '(', ')', '&', ';', '-', '\n', 'a'),
    });
    await fc.assert(
      fc.asyncProperty(nasty, async (profile) => {
        const question = { mfaSerial: '-e', profile };
        await mac.askCode(question);
        const [flag, script, ...texts] = standIns.args('osascript');
        expect([flag, script]).toEqual(['-e', appleScript]);
        expect(texts).toEqual([`MFA code for -e, profile ${profile.replaceAll('\n', '\\n')}`]);
        await windows.askCode(question);
        expect(standIns.args('powershell.exe')).toEqual(powerShell);
      }),
      { numRuns: 25 },
    );
  });

  it.each(['zenity', 'kdialog'])('lets no choice look like an option of %s', async (name) => {
    standIns.add(name, name === 'zenity' ? 'echo "2) x"' : 'echo 2');
    expect(await (await dialogOn('linux')).choose('Which?', ['a', '--column=x'])).toBe('--column=x');
    expect(standIns.args(name)).toContain('2) --column=x');
    expect(standIns.args(name)).not.toContain('--column=x');
  });

  it('prefers the dialog of the desktop that runs', async () => {
    standIns.add('zenity', 'echo zenity');
    standIns.add('kdialog', 'echo kdialog');
    const answerOn = async (XDG_CURRENT_DESKTOP: string) => {
      const dialog = await findDialog({ ...standIns.env, XDG_CURRENT_DESKTOP }, hostOn('linux'));
      return dialog?.askCode(QUESTION);
    };
    expect(await answerOn('ubuntu:GNOME')).toBe('zenity');
    expect(await answerOn('KDE')).toBe('kdialog');
  });

  it.each([
    ['no display', { DISPLAY: '' }],
    ['no program', { PATH: '/nowhere' }],
  ])('finds none with %s', async (_why, changes) => {
    standIns.add('zenity', 'exit 1');
    expect(await findDialog({ ...standIns.env, ...changes }, hostOn('linux'))).toBeUndefined();
  });
});
