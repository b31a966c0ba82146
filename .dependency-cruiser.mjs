/** Which part may know which (docs/architecture.md). test/house/dependencies.test.ts shows that each rule fires. */
const pkg = (names) => `(^|/)node_modules/(${names})/`;
const notTypeOnly = { dependencyTypesNot: ['type-only'] };
/** Everything below lib/ that holds use cases and rules of the domain. */
const domain =
  '^lib/(access|access-tokens|addendum|amend|answer|address|audit|auth|contacts|delivery|destinations|draft|envelope|evidence|filing|live|mailbox|members|notification|open|organisation|quota|retention|seal|shared-mailboxes|search|search-index|statistics|limits|transparency-log)(/|\\.ts$)';
const serverOnly =
  '^lib/(access|access-tokens|adapters|addendum|amend|answer/(?!wire)|audit|auth|contacts/(?!wire|limits)|db|delivery|destinations|draft|embedded-postgres|envelope/(?!wire)|evidence|http|limits|live|mailbox|members|notification|open|organisation|quota|retention|seal|shared-mailboxes/(?!wire)|search/(?!wire|parse|start|search-words)|search-index/(?!wire|piece-)|statistics|start|transparency-log|wiring|worker|services|config|settings|keys|log)(/|\\.ts$|[a-z-]*\\.ts$)';

export default {
  forbidden: [
    {
      name: 'no-circles',
      comment: 'Two files that need each other, be it for a type, are one, or a third is missing.',
      severity: 'error',
      from: {},
      to: { circular: true },
    },
    {
      name: 'no-circles-of-folders',
      comment: 'Two rooms that need each other, be it for a type, are one, or a third is missing.',
      severity: 'error',
      scope: 'folder',
      from: {},
      to: { circular: true },
    },
    {
      name: 'lib-knows-no-page',
      comment: 'Arrows point from app to lib.',
      severity: 'error',
      from: { path: '^(lib|prisma)/' },
      to: { path: '^(app|bin)/|^proxy\\.ts$' },
    },
    {
      name: 'pages-and-handlers-use-use-cases',
      comment: 'No SQL, no adapter and no crypto in app: a handler calls a use case.',
      severity: 'error',
      from: { path: '^app/' },
      to: {
        path: [
          '^lib/(db|embedded-postgres|keys|start|worker)(/|\\.ts$)',
          pkg('pg|pg-boss|@prisma/client|openpgp|nodemailer|@aws-sdk/[^/]+'),
        ],
        ...notTypeOnly,
      },
    },
    {
      name: 'pages-know-no-adapter',
      comment:
        'Which adapter stands behind a port is decided in lib/wiring; only the page of caught mails looks into the catcher.',
      severity: 'error',
      from: { path: '^app/', pathNot: '^app/.*/?mails/' },
      to: { path: '^lib/adapters/', ...notTypeOnly },
    },
    {
      name: 'use-cases-know-ports-only',
      comment: 'Use cases take services as an argument; adapters, HTTP and the wiring stay outside.',
      severity: 'error',
      from: { path: domain },
      to: { path: '^lib/(adapters|wiring|worker|start|embedded-postgres)/', ...notTypeOnly },
    },
    {
      name: 'use-cases-know-no-http',
      comment: 'A use case answers with data; only sign-in speaks HTTP, because next-auth does.',
      severity: 'error',
      from: { path: domain, pathNot: '^lib/auth/' },
      to: { path: '^lib/http/', ...notTypeOnly },
    },
    {
      name: 'ports-know-nothing',
      comment: 'A port is an interface with its contract.',
      severity: 'error',
      from: { path: '^lib/ports/' },
      to: { path: '^lib/(?!ports/|errors\\.ts)', ...notTypeOnly },
    },
    {
      name: 'adapters-know-ports',
      comment:
        'An adapter serves its port and knows nothing of what it is used for; the judge of addresses is a format.',
      severity: 'error',
      from: { path: '^lib/adapters/' },
      to: {
        path: '^lib/(?!adapters/|ports/|address/|embedded-postgres/|timestamp/|[a-z-]+\\.ts$)',
        ...notTypeOnly,
      },
    },
    {
      name: 'openpgp-in-the-format-only',
      severity: 'error',
      from: { path: '^(app|lib|bin|prisma)/', pathNot: '^lib/envelope-format/' },
      to: { path: pkg('openpgp') },
    },
    {
      name: 'sdk-in-its-adapter-only',
      severity: 'error',
      from: { path: '^(app|lib|bin|prisma)/', pathNot: '^lib/adapters/' },
      to: { path: pkg('@aws-sdk/[^/]+|@smithy/[^/]+|nodemailer') },
    },
    {
      name: 'queue-engine-in-its-adapter-and-the-worker-only',
      severity: 'error',
      from: { path: '^(app|lib|bin|prisma)/', pathNot: '^lib/(adapters/queue|worker)/' },
      to: { path: pkg('pg-boss') },
    },
    {
      name: 'prisma-engine-in-db-only',
      comment:
        'Queries are written with the client that services carry; its making and its generated code stay in lib/db.',
      severity: 'error',
      from: { path: '^(app|lib|bin|prisma)/', pathNot: '^lib/db/' },
      to: { path: [pkg('@prisma/[^/]+'), '^lib/db/generated/(client|internal)'], ...notTypeOnly },
    },
    {
      name: 'the-verifier-shares-the-formats-only',
      comment:
        'What judges the writer must not be the writer: encoding, envelope format and timestamps are all they share.',
      severity: 'error',
      from: { path: '^lib/verify/' },
      to: { path: '^(lib/(?!verify/|audit-format/|envelope-format/|timestamp/)|app/|bin/)' },
    },
    {
      name: 'browser-and-format-know-no-server',
      comment: 'What runs in a browser must bundle there, and must never carry a secret.',
      severity: 'error',
      from: {
        path: '^lib/(address|browser|contact-files|envelope-format|letter-text|verify|audit-format|transfer)/',
      },
      to: { path: [serverOnly, pkg('server-only|pg|pg-boss|pino|nodemailer|next-auth')], ...notTypeOnly },
    },
    {
      name: 'browser-and-format-know-no-node',
      severity: 'error',
      from: {
        path: '^lib/(address|browser|contact-files|envelope-format|letter-text|verify|audit-format|transfer)/',
      },
      to: { dependencyTypes: ['core'] },
    },
    {
      name: 'the-domain-knows-no-framework',
      severity: 'error',
      from: {
        path: '^lib/(access|access-tokens|adapters|addendum|amend|answer/(?!wire)|audit|command|contacts|contact-files|db|delivery|destinations|draft|envelope|envelope-format|evidence|limits|live|mailbox|members|notification|open|organisation|ports|quota|retention|seal|shared-mailboxes|statistics|timestamp|transfer|transparency-log|worker)/',
      },
      to: { path: pkg('next|react|react-dom|@mantine/[^/]+|next-auth') },
    },
    {
      name: 'product-knows-no-test',
      severity: 'error',
      from: { path: '^(app|lib|bin|prisma)/' },
      to: { path: '^(test|bench)/' },
    },
    {
      name: 'product-needs-no-development-package',
      comment: 'What an image without development packages runs.',
      severity: 'error',
      from: { path: '^(app|lib|prisma/seed|bin/[^/]+\\.ts)', pathNot: '\\.test\\.tsx?$' },
      to: { dependencyTypes: ['npm-dev'], dependencyTypesNot: ['type-only'] },
    },
    {
      name: 'everything-resolves',
      severity: 'error',
      from: { path: '^(app|lib|bin|prisma|test|bench)/' },
      // dist/ is there only after a build, and pli:routes in it
      to: { couldNotResolve: true, pathNot: 'dist/(start|pli)\\.mjs$|^pli:routes$' },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '^lib/db/generated/(?!client)|^\\.next|^test/house/fixtures/' },
    tsPreCompilationDeps: 'specify',
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'require', 'node', 'default', 'types'],
    },
  },
};
