/**
 * Moves the keys of a section to the margin and leaves what is nested below one indented. The AWS CLI goes
 * by whether a line is indented further than the key before it; the SDK's parser by whether it is indented
 * at all, and takes every key for nested that follows a nested block in a section that is indented as a
 * whole.
 */
export function alignKeys(body: string): string {
  if (!/^[ \t]/m.test(body)) return body;
  let keyIndent: number | undefined;
  const lines = body.split('\n').map((line) => {
    const content = line.trimStart();
    if (content === '' || content.startsWith('#') || content.startsWith(';')) return line;
    const indent = line.length - content.length;
    if (keyIndent !== undefined && indent > keyIndent) return line;
    keyIndent = indent;
    return content;
  });
  return lines.join('\n');
}
