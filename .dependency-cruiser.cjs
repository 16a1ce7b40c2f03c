/** Who may import whom: the layers of docs/architecture.md, checked. */
const layer = (name, mayImport) => ({
  name: `${name}-imports`,
  severity: 'error',
  comment: `src/${name} may import ${[...mayImport, 'errors.ts'].join(', ')} of this project`,
  from: { path: `^src/${name}/` },
  to: {
    path: '^(src|test|loadtest|arena\\.config)',
    pathNot: [`^src/${name}/`, '^src/errors\\.ts$', ...mayImport.map((other) => `^src/${other}`)],
  },
});

const onlyIn = (name, packages, places) => ({
  name: `${name}-only`,
  severity: 'error',
  comment: `${packages} only in ${places.join(', ')}`,
  from: { path: '^(src|arena\\.config)', pathNot: ['^src/board/', ...places.map((place) => `^${place}`)] },
  to: { path: `node_modules/${packages}` },
});

module.exports = {
  forbidden: [
    { name: 'no-circular', severity: 'error', from: {}, to: { circular: true } },
    {
      name: 'no-orphans',
      severity: 'error',
      from: { orphan: true, pathNot: ['^src/(index\\.ts|check-node\\.js)$', '^src/http/pages/'] },
      to: {},
    },
    {
      name: 'no-dev-dependency',
      severity: 'error',
      from: { path: '^src', pathNot: '^src/board/' },
      to: { dependencyTypes: ['npm-dev'], dependencyTypesNot: ['type-only'] },
    },
    { name: 'no-unlisted', severity: 'error', from: {}, to: { dependencyTypes: ['npm-no-pkg', 'npm-unknown'] } },
    { name: 'not-to-unresolvable', severity: 'error', from: {}, to: { couldNotResolve: true } },
    {
      name: 'domain-is-pure',
      severity: 'error',
      comment: 'src/domain imports nothing: not a package, not node',
      from: { path: '^src/domain/' },
      to: { pathNot: '^src/domain/' },
    },
    layer('projections', ['domain/']),
    layer('protocol', ['domain/', 'projections/']),
    layer('store', ['domain/', 'projections/']),
    layer('tools', ['auth/scrypt-hash\\.ts', 'config/', 'domain/', 'store/']),
    layer('directory', ['auth/', 'domain/', 'protocol/', 'store/store\\.ts']),
    layer('rooms', [
      'auth/',
      'domain/',
      'projections/',
      'protocol/',
      'directory/',
      'store/store\\.ts',
      'log\\.ts',
      'wire-v17/endpoint\\.ts',
    ]),
    layer('updates', ['auth/', 'domain/', 'projections/', 'protocol/', 'store/store\\.ts', 'log\\.ts']),
    layer('http', ['auth/', 'config/operator-', 'domain/', 'protocol/', 'directory/', 'store/store\\.ts', 'log\\.ts']),
    layer('webhooks', ['domain/', 'projections/', 'config/webhook-urls\\.ts', 'store/store\\.ts', 'log\\.ts']),
    layer('board', ['domain/', 'protocol/', 'rooms/schema/']),
    layer('config', [
      'auth/origins\\.ts',
      'auth/scrypt-hash\\.ts',
      'domain/',
      'projections/announcement\\.ts',
      'protocol/',
    ]),
    layer('auth', ['domain/', 'protocol/limits\\.ts']),
    layer('wire-v17', []),
    onlyIn('colyseus', '@colyseus/', ['src/rooms/', 'src/directory/', 'src/main/', 'src/wire-v17/', 'arena\\.config']),
    onlyIn('express', 'express/', ['src/http/']),
    onlyIn('ws', 'ws/', ['src/updates/', 'src/main/']),
    onlyIn('storage', '(lowdb|kysely|pg|ioredis)/', ['src/store/', 'src/tools/', 'src/config/OperatorDocument']),
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'require', 'node', 'default', 'types'],
    },
  },
};
