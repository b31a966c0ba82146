/** Made by bin/build.mjs of the files below app/. */
declare module 'pli:routes' {
  export const routeFiles: readonly import('./route-table').RouteFile[];
}
