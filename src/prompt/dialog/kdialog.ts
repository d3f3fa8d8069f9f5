import type { Env, Prompt } from '../../base/ports.ts';
import { visible } from '../../base/visible.ts';
import type { SignalHost } from '../../platform/endings.ts';
import { choiceIndex, numberedChoices, windowText } from '../text.ts';
import { cancelled, openWindow, unopened, type WindowResult } from './window.ts';

/** Asks with kdialog (KDE). */
export function kdialogDialog(env: Env, host: SignalHost): Prompt {
  const ask = async (args: readonly string[]) =>
    answerOf(await openWindow('kdialog', ['--title', 'mfa-exec', ...args], env, host));
  return {
    askCode: (question) => ask(['--password', plain(windowText(question))]),
    async choose(title, choices) {
      const rows = numberedChoices(choices).flatMap((label, index) => [String(index + 1), plain(label)]);
      const answer = await ask(['--menu', plain(visible(title)), ...rows]);
      const chosen = choices[choiceIndex(answer, choices.length) ?? -1];
      if (chosen === undefined) throw cancelled();
      return chosen;
    },
  };
}

/** Status 1 is "Cancel"; where Qt finds no display it aborts. */
function answerOf({ status, stdout, stderr }: WindowResult): string {
  if (status === 0) return stdout;
  if (status === 1) throw cancelled();
  throw unopened('kdialog', stderr);
}

/** Qt takes a text with tags for HTML, kdialog `\` for an escape, and its password window shows no empty lines. */
function plain(text: string): string {
  const escaped = text.replaceAll('<', '‹').replaceAll('>', '›').replaceAll('\\', '\\\\');
  return escaped.replaceAll('\n\n', ' – ');
}
