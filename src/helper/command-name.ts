/**
 * How messages name a command line: by its program alone. Folders, arguments and variables set before it may be
 * secrets.
 */
export function commandName(line: string): string {
  const [, double, single, plain] =
    /^\s*(?:\w+=(?:"[^"]*"|'[^']*'|[^\s"'])*\s+)*(?:"([^"]+)"|'([^']+)'|(\S+))/.exec(line) ?? [];
  const program = double ?? single ?? plain ?? '';
  const name = program.split(/[\\/]/).at(-1);
  return name && !name.includes('=') ? name : 'command';
}
