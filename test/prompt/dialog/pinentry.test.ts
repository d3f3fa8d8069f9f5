import { readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { pinentryPrompt } from '../../../src/prompt/dialog/pinentry.ts';
import { hostOn, StandIns } from '../host.ts';

const QUESTION = { mfaSerial: 'GAHT12345678', profile: 'dev', problem: 'refused: 100 %' };

let standIns: StandIns;

beforeEach(() => {
  standIns = new StandIns();
});

afterEach(() => rmSync(standIns.folder, { recursive: true }));

/** A pinentry that notes what it is told and answers GETPIN with the lines of `reply`, `N` being how often it ran. */
function pinentry(reply: string, greeting = 'OK Pleased to meet you') {
  const log = join(standIns.folder, 'log');
  const path = standIns.add(
    'pinentry',
    `echo x >> '${log}.runs'; N=$(wc -l < '${log}.runs')
printf '${greeting}\\n'
while read -r command rest; do
  echo "$command $rest" >> '${log}'
  case $command in
    GETPIN) printf "${reply}\\n" ;;
    OPTION) echo 'ERR 83886254 Unknown option' ;;
    BYE) echo OK; exit ;;
    *) echo OK ;;
  esac
done`,
  );
  const env = { PATH: process.env['PATH'], TERM: 'xterm', GPG_TTY: '/dev/pts/7', LANG: 'C.UTF-8' };
  return {
    prompt: pinentryPrompt(path, env, hostOn('linux')),
    log: () => readFileSync(log, 'utf8').split('\n'),
  };
}

describe.skipIf(process.platform === 'win32')('pinentry, with a stand-in', () => {
  it('is told where and what to ask, and answers with the code', async () => {
    const { prompt, log } = pinentry('S PASSWORD\\nD 123 456\\nOK');
    expect(await prompt.askCode(QUESTION)).toBe('123 456');
    expect(log()).toEqual([
      'OPTION ttyname=/dev/pts/7',
      'OPTION ttytype=xterm',
      'OPTION lc-ctype=C.UTF-8',
      'SETTITLE mfa-exec',
      'SETDESC MFA code for GAHT12345678, profile dev',
      'SETPROMPT MFA code:',
      'SETERROR refused: 100 %25',
      'GETPIN ',
      'BYE ',
      '',
    ]);
  });

  it('is cancelled', async () => {
    const { prompt } = pinentry('ERR 83886179 Operation cancelled');
    await expect(prompt.askCode(QUESTION)).rejects.toMatchObject({ code: 'PROMPT_CANCELLED' });
  });

  it.each([
    ['an error', 'ERR 83886340 No pinentry', 'OK', /could not ask: No pinentry$/],
    ['silence', 'OK', 'exit', /could not ask: it ended without an answer$/],
  ])('fails with %s', async (_what, reply, greeting, message) => {
    const { prompt } = greeting === 'exit' ? silent() : pinentry(reply, greeting);
    await expect(prompt.askCode(QUESTION)).rejects.toMatchObject({
      code: 'PROMPT_UNAVAILABLE',
      message: expect.stringMatching(message),
      hint: 'unset MFA_EXEC_PINENTRY to be asked on the terminal',
    });
  });

  it('fails where there is no such program', async () => {
    const prompt = pinentryPrompt('/nowhere/pinentry', standIns.env, hostOn('linux'));
    await expect(prompt.askCode(QUESTION)).rejects.toMatchObject({
      code: 'PROMPT_UNAVAILABLE',
      message: '/nowhere/pinentry (MFA_EXEC_PINENTRY) could not ask: it cannot be started',
    });
  });

  it('takes the number of a choice, and asks again for another', async () => {
    const { prompt, log } = pinentry('D $((4 - N))\\nOK');
    expect(await prompt.choose('Which?', ['watch', 'phone'])).toBe('phone');
    expect(log().filter((line) => /^SET(DESC|PROMPT|ERROR)/.test(line))).toEqual([
      'SETDESC Which?%0A1) watch%0A2) phone',
      'SETPROMPT Number, 1 to 2:',
      'SETDESC Which?%0A1) watch%0A2) phone',
      'SETPROMPT Number, 1 to 2:',
      'SETERROR there is no such number',
    ]);
  });

  it('leaves no signal handler', async () => {
    const before = process.eventNames();
    await pinentry('D 1\\nOK').prompt.askCode(QUESTION);
    expect(process.eventNames()).toEqual(before);
  });
});

function silent() {
  const path = standIns.add('pinentry', 'exit 0');
  return { prompt: pinentryPrompt(path, standIns.env, hostOn('linux')) };
}
