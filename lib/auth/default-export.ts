/**
 * The default export of a CommonJS package that marks itself as a module: a bundler gives the export itself, Node's own loader an
 * object that holds it.
 */
export function defaultExport<T extends (...given: never[]) => unknown>(imported: T): T {
  return (imported as T & { default?: T }).default ?? imported; // where Node loaded it
}
