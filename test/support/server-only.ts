// Stands in for the package 'server-only', whose default export throws outside a React server bundle.
export {};
