/**
 * The one table of error codes, shared by engine, worker, client and widget.
 * Not a place for logic: a code, a message template, and the class that carries them.
 */

/** Message templates: what happened, the value, the next step. `{name}` is filled from `details`. */
export const ERROR_TEMPLATES = {
  'bundle/not-found': 'Bundle file {file} answered {status}. Check the bundle URL {url}.',
  'bundle/unreachable': 'Bundle file {file} could not be fetched ({reason}). Check the network and the URL {url}.',
  'bundle/malformed': 'Bundle file {file} is not valid: {reason}. Export the bundle again.',
  'bundle/integrity': 'Bundle file {file} does not match its manifest: {reason}. Upload the whole bundle again.',
  'bundle/version': 'Bundle format {found} is not supported; this engine reads {supported}. Use the trainer of the same release.',
  'runtime/unavailable': 'The {executor} executor cannot run here: {reason}. Use executor: auto.',
  'runtime/self-test': 'The {executor} executor gave wrong numbers ({reason}). It is not used any more.',
  'executor/unknown': 'Unknown executor "{executor}". Use one of {allowed}.',
  'input/item': 'Unknown item "{item}" in {field}. Pass ids of the bundle\'s catalogue.',
  'input/count': 'count is {count}; pass a whole number from 1 to {maximum}.',
  'input/kind': 'Unknown kind "{kind}". Use one of {allowed}.',
  'input/missing': 'kind "{kind}" needs {field}. Pass it in the call.',
  'input/invalid': '{field} is {value}: {reason}.',
  'text/unknown': 'No word of "{title}" is known. Add a description, or pass features.',
  'items/duplicate': 'The id "{id}" in {field} is taken. Remove that item first.',
  'items/full': '{items} new items find no room: {held} of {room} IDs are taken. Train again with more levels.',
  'items/unsupported': 'This bundle cannot take new items: {reason}. Export it again.',
  'text/empty': 'The title "{title}" has no letter and no digit.',
  'encoder/unavailable': 'Words or pictures cannot be read here: {reason}. Pass features instead.',
  'picture/unreachable': 'The picture {url} could not be fetched ({reason}). Serve it with CORS, or pass it as a Blob.',
  'picture/type': 'The picture is {found}. Pass PNG, JPEG, WebP, GIF, AVIF or BMP.',
  'picture/size': 'The picture has {found}. Pass at most {maximum}.',
  'picture/broken': 'The picture ({type}) cannot be read: {reason}. Save it again.',
  'worker/start': 'The recommendation worker did not start ({reason}). Check that {url} is served and allowed by the page\'s policy.',
  'worker/died': 'The recommendation worker stopped during "{call}" ({reason}). The call was retried once.',
  'client/disposed': 'This recommender was disposed; "{call}" cannot be answered. Create a new one.',
  'call/aborted': 'The call "{call}" was aborted by its signal.',
  'internal': 'Unexpected error in {where}: {reason}. Please report it.',
} as const;

export type ErrorCode = keyof typeof ERROR_TEMPLATES;
export type ErrorDetails = Readonly<Record<string, string | number | boolean>>;

/** An error with a stable code; the only kind of error that leaves the engine, the client or the widget. */
export class RecommenderError extends Error {
  // Set below, and of no size of their own in a page's loader.
  declare readonly code: ErrorCode;
  declare readonly details: ErrorDetails;

  constructor(code: ErrorCode, details: ErrorDetails = {}) {
    super(ERROR_TEMPLATES[code].replace(/\{(\w+)\}/g, (_, name: string) => String(details[name] ?? '?')));
    this.name = 'RecommenderError';
    this.code = code;
    this.details = details;
  }
}

/** Any thrown value as a RecommenderError; one that already is passes through. */
export function asRecommenderError(error: unknown, where: string): RecommenderError {
  if (error instanceof RecommenderError) return error;
  const reason = error instanceof Error ? error.message : String(error);
  return new RecommenderError('internal', { where, reason });
}
