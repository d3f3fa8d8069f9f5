import type { Env, Prompt } from '../../base/ports.ts';
import { visible } from '../../base/visible.ts';
import type { SignalHost } from '../../platform/endings.ts';
import { numberedChoices, numberedIndex, windowText } from '../text.ts';
import { cancelled, openWindow, unopened, type WindowResult } from './window.ts';

/** Asks with zenity (GNOME). An entry with hidden text, since `--password` shows no text of ours. */
export function zenityDialog(env: Env, host: SignalHost): Prompt {
  const ask = async (args: readonly string[]) =>
    answerOf(await openWindow('zenity', ['--title=mfa-exec', ...args], env, host));
  return {
    askCode: (question) => ask(['--entry', '--hide-text', `--text=${escapeLabel(windowText(question))}`]),
    async choose(title, choices) {
      const list = ['--list', '--hide-header', '--column=device', `--text=${escapeMarkup(visible(title))}`];
      for (;;) {
        const row = await ask([...list, ...numberedChoices(choices)]);
        // "OK" without a selected row answers with nothing.
        const chosen = choices[numberedIndex(row, choices.length) ?? -1];
        if (chosen !== undefined) return chosen;
      }
    },
  };
}

/** Status 1 is "Cancel" or a closed window, but also what GTK ends with where it cannot open a display. */
function answerOf({ status, stdout, stderr }: WindowResult): string {
  if (status === 0) return stdout;
  if (status === 1 && !/cannot open display|failed to open display/i.test(stderr)) throw cancelled();
  throw unopened('zenity', stderr);
}

/** The label of an entry takes `_` for a mnemonic and `\` for an escape (zenity, src/entry.c). */
function escapeLabel(text: string): string {
  return text.replace(/[\\_]/g, (character) => character + character);
}

/** The text above a list is Pango markup. */
function escapeMarkup(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('\\', '\\\\');
}
