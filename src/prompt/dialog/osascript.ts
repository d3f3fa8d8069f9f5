import type { Env, Prompt } from '../../base/ports.ts';
import { visible } from '../../base/visible.ts';
import type { SignalHost } from '../../platform/endings.ts';
import { numberedChoices, numberedIndex, windowText } from '../text.ts';
import { cancelled, openWindow, unopened, type WindowResult } from './window.ts';

// The scripts are constant and their texts are arguments, so that no text can become AppleScript.
const ASK = `on run {question}
  activate
  set reply to display dialog question default answer "" with title "mfa-exec" with hidden answer
  return text returned of reply
end run`;
const CHOOSE = `on run arguments
  activate
  set chosen to choose from list (rest of arguments) with title "mfa-exec" with prompt (item 1 of arguments)
  if chosen is false then error number -128
  return item 1 of chosen
end run`;

/** Asks with AppleScript (macOS). */
export function osascriptDialog(env: Env, host: SignalHost): Prompt {
  const run = async (script: string, texts: readonly string[]) =>
    answerOf(await openWindow('osascript', ['-e', script, ...texts.map(notAnOption)], env, host));
  return {
    askCode: (question) => run(ASK, [windowText(question)]),
    async choose(title, choices) {
      const line = await run(CHOOSE, [visible(title), ...numberedChoices(choices)]);
      const chosen = choices[numberedIndex(line, choices.length) ?? -1];
      if (chosen === undefined) throw cancelled();
      return chosen;
    },
  };
}

/** Error -128 is "User canceled"; anything else: no window server (ssh), or no permission. */
function answerOf({ status, stdout, stderr }: WindowResult): string {
  if (status === 0) return stdout;
  if (/\(-128\)/.test(stderr)) throw cancelled();
  throw unopened('osascript', stderr);
}

/** osascript reads options until its first argument that is none. */
function notAnOption(text: string): string {
  return text.startsWith('-') ? ` ${text}` : text;
}
