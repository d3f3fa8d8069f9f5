/** Asks with a window made by PowerShell (Windows). */
import type { Env, Prompt } from '../../base/ports.ts';
import { visible } from '../../base/visible.ts';
import type { SignalHost } from '../../platform/endings.ts';
import { windowsProgram } from '../../platform/windows-program.ts';
import { choiceIndex, numberedChoices, windowText } from '../text.ts';
import { cancelled, openWindow, unopened, type WindowResult } from './window.ts';

/** Exit status of the script for "Cancel"; PowerShell's own for an error is 1. */
const CANCELLED = 2;

// The script is constant and its texts come through the environment, so that no text can become PowerShell. It
// has no double quotes, which the command line would have to escape.
const SCRIPT = `
$ErrorActionPreference = 'Stop'
if (-not [Environment]::UserInteractive) { throw 'this session has no desktop' }
Add-Type -AssemblyName System.Windows.Forms, System.Drawing
$form = New-Object Windows.Forms.Form -Property @{
  Text = 'mfa-exec'; AutoSize = $true; AutoSizeMode = 'GrowAndShrink'; TopMost = $true
  StartPosition = 'CenterScreen'; FormBorderStyle = 'FixedDialog'; MinimizeBox = $false; MaximizeBox = $false
}
$panel = New-Object Windows.Forms.FlowLayoutPanel -Property @{
  FlowDirection = 'TopDown'; AutoSize = $true; Padding = New-Object Windows.Forms.Padding 12
}
$label = New-Object Windows.Forms.Label -Property @{
  Text = $env:MFA_EXEC_DIALOG_TEXT; AutoSize = $true; UseMnemonic = $false
}
$box = New-Object Windows.Forms.TextBox -Property @{
  Width = 240; UseSystemPasswordChar = ($env:MFA_EXEC_DIALOG_HIDDEN -eq '1')
}
$ok = New-Object Windows.Forms.Button -Property @{ Text = 'OK'; DialogResult = 'OK' }
$cancel = New-Object Windows.Forms.Button -Property @{ Text = 'Cancel'; DialogResult = 'Cancel' }
$panel.Controls.AddRange(@($label, $box, $ok, $cancel))
$form.Controls.Add($panel)
$form.AcceptButton = $ok
$form.CancelButton = $cancel
$form.Add_Shown({ $form.Activate(); [void]$box.Focus() })
if ($form.ShowDialog() -ne 'OK') { exit ${CANCELLED} }
[Console]::Out.Write($box.Text)
`;

/** Asks with a form of PowerShell's (Windows). */
export function powershellDialog(env: Env, host: SignalHost): Prompt {
  const program = windowsProgram(env, 'WindowsPowerShell', 'v1.0', 'powershell.exe');
  const ask = async (text: string, hidden: boolean) => {
    const texts = {
      MFA_EXEC_DIALOG_TEXT: text.replaceAll('\n', '\r\n'),
      MFA_EXEC_DIALOG_HIDDEN: hidden ? '1' : '0',
    };
    const args = ['-NoProfile', '-STA', '-WindowStyle', 'Hidden', '-Command', SCRIPT];
    return answerOf(await openWindow(program, args, { ...env, ...texts }, host));
  };
  return {
    askCode: (question) => ask(windowText(question), true),
    async choose(title, choices) {
      const text = [visible(title), ...numberedChoices(choices)].join('\n');
      for (;;) {
        const chosen = choices[choiceIndex(await ask(text, false), choices.length) ?? -1];
        if (chosen !== undefined) return chosen;
      }
    },
  };
}

function answerOf({ status, stdout, stderr }: WindowResult): string {
  if (status === 0) return stdout;
  if (status === CANCELLED) throw cancelled();
  throw unopened('powershell', stderr);
}
