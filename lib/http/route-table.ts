import type { RouteHandler } from './route';

/** A route file: where it stands below app/ (`api/drafts/[id]/route.ts`), and what it exports, handlers by method. */
export type RouteFile = { file: string; handlers: Partial<Record<string, RouteHandler>> };

/** A handler with the parameters its path gave. */
export type FoundRoute = { handler: RouteHandler; params: Record<string, string | string[]> };

type Node = {
  literal: Map<string, Node>;
  one: { name: string; node: Node } | null;
  /** `[...rest]`: all that is left, at least one segment. */
  rest: { name: string; route: RouteFile } | null;
  route: RouteFile | null;
};

const methods = new Set(['GET', 'POST', 'PUT', 'PATCH', 'DELETE']);

/** Paths that have one spelling only: no percent-encoding, no empty segment, no dot segment. */
const plainPath = /^(?:\/[A-Za-z0-9_~-][A-Za-z0-9._~-]*)+$/;

/**
 * Finds the handler of a request the way Next does (a literal segment before a parameter, a parameter before the rest). Null for
 * what it does not know for certain: another spelling of a path, a method that the file does not export. Next judges those.
 */
export function createRouteTable(
  files: readonly RouteFile[],
): (method: string, pathname: string) => FoundRoute | null {
  const root = newNode();
  for (const route of files) add(root, route);
  return (method, pathname) => {
    if (!methods.has(method) || !plainPath.test(pathname)) return null;
    const found = walk(root, pathname.slice(1).split('/'), 0, {});
    const handler = found?.route.handlers[method];
    return found && handler ? { handler, params: found.params } : null;
  };
}

function newNode(): Node {
  return { literal: new Map(), one: null, rest: null, route: null };
}

/** @throws Error where two files would answer one path: the build is wrong then */
function add(root: Node, route: RouteFile): void {
  const segments = route.file.split('/').slice(0, -1);
  let node = root;
  for (const segment of segments) {
    if (/^\(.*\)$/.test(segment)) continue; // a group: no part of the path
    const [, dots, name] = /^\[(\.\.\.)?([a-zA-Z]+)\]$/.exec(segment) ?? [];
    if (name === undefined) {
      const next = node.literal.get(segment) ?? newNode();
      node.literal.set(segment, next);
      node = next;
    } else if (dots) {
      if (node.rest) throw new Error(`${route.file} and ${node.rest.route.file} answer the same paths`);
      node.rest = { name, route };
      return;
    } else {
      node.one ??= { name, node: newNode() };
      if (node.one.name !== name) throw new Error(`${route.file}: [${name}] is [${node.one.name}] elsewhere`);
      node = node.one.node;
    }
  }
  if (node.route) throw new Error(`${route.file} and ${node.route.file} answer the same path`);
  node.route = route;
}

type Walked = { route: RouteFile; params: FoundRoute['params'] };

function walk(
  node: Node,
  segments: readonly string[],
  at: number,
  params: FoundRoute['params'],
): Walked | null {
  const segment = segments[at];
  if (segment === undefined) return node.route && { route: node.route, params };
  const literal = node.literal.get(segment);
  const found = literal && walk(literal, segments, at + 1, params);
  if (found) return found;
  if (node.one) {
    const deeper = walk(node.one.node, segments, at + 1, { ...params, [node.one.name]: segment });
    if (deeper) return deeper;
  }
  return node.rest && { route: node.rest.route, params: { ...params, [node.rest.name]: segments.slice(at) } };
}
