/** The lines of what a program printed, empty ones left out. */
export function lines(text: string): string[] {
  return text.split('\n').filter((line) => line !== '');
}
