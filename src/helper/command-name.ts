/**
 * What to call a command line in a message: its program, without folders, arguments and the variables set
 * before it, since any of those may be a secret.
 */
export function commandName(line: string): string {
  const [, double, single, plain] =
    /^\s*(?:\w+=(?:"[^"]*"|'[^']*'|[^\s"'])*\s+)*(?:"([^"]+)"|'([^']+)'|(\S+))/.exec(line) ?? [];
  const program = double ?? single ?? plain ?? '';
  const name = program.split(/[\\/]/).at(-1);
  return name && !name.includes('=') ? name : 'command';
}
