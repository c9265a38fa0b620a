/** The code of what a call is refused with; what was thrown where it has none. For tests. */
export function codeOf(asked: Promise<unknown>): Promise<unknown> {
  return asked.then(
    () => 'nothing was refused',
    (error: unknown) => (error as { code?: string }).code ?? error,
  );
}
