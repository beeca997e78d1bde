/** The rules of DESIGN: who may import whom. */
const rule = (name, comment, from, to) => ({ name, comment, severity: 'error', from, to });

module.exports = {
  forbidden: [
    rule(
      'no-cycles',
      'Modules depend on each other in one direction.',
      {},
      { circular: true, viaOnly: { dependencyTypesNot: ['type-only'] } },
    ),
    rule(
      'schemas-know-nobody',
      'Schemas stand at the bottom.',
      { path: '^schemas' },
      { path: '^(conformance|reference-server|generated)' },
    ),
    rule(
      'generated-is-for-users',
      'Nobody here imports what is generated but the type test.',
      { path: '^(schemas|conformance|reference-server)', pathNot: '\\.test(-d)?\\.ts$' },
      { path: '^generated' },
    ),
    rule(
      'two-readings',
      'That the reference server and the suite agree is evidence only while neither knows the other.',
      { path: '^reference-server' },
      { path: '^conformance' },
    ),
    rule(
      'two-readings-the-other-way',
      'Only the command line and the self-tests bring the two together.',
      { path: '^conformance', pathNot: '^conformance/(cli|self-test|proof)/' },
      { path: '^reference-server' },
    ),
    rule(
      'no-io-in-the-middle',
      'Engine, scenes, plans, promises, suites, faults and the doctor have no sockets, files or processes.',
      {
        path: '^conformance/(engine|scene|plans|promises|suites|faults|arbitraries|doctor)/',
        pathNot: '(\\.test\\.ts$|kit-version\\.ts$)',
      },
      {
        path: '^(node:)?(fs|net|http|https|tls|child_process|dgram|worker_threads|crypto|timers)(/|$)|^node_modules/(ws|socket\\.io|socket\\.io-client)/',
        dependencyTypes: ['core', 'npm'],
      },
    ),
    rule(
      'captures-are-given-their-bytes',
      'Captures are read, written and judged without files; the command line has these.',
      { path: '^conformance/captures/', pathNot: '\\.test\\.ts$' },
      { path: '^conformance/(drivers|cli|doctor)|^(node:)?(fs|net|http|https|tls|child_process)(/|$)' },
    ),
    rule(
      'pure-servers',
      'A reference server has no I/O; its host has.',
      { path: '^reference-server/(?!testing/)[^/]+/', pathNot: '\\.test\\.ts$' },
      { dependencyTypes: ['core'] },
    ),
    rule(
      'a-reading-of-its-own',
      'A second server is written from the text: it knows types, its own files, dice and an agenda, and neither kit nor any other server.',
      { path: '^conformance/self-test/second/([^/]+)', pathNot: '\\.test\\.ts$' },
      {
        path: '^(reference-server|conformance|schemas/([^/]+/|index\\.ts$)|generated|node_modules)|^[a-z_/]+$',
        pathNot: '^conformance/self-test/(second/($1/|agenda\\.ts$)|dice\\.ts$)',
      },
    ),
    rule(
      'drivers-judge-nothing',
      'Drivers know the engine and the schemas.',
      { path: '^conformance/drivers/', pathNot: '\\.test\\.ts$' },
      { path: '^conformance/(suites|promises|reports|cli)' },
    ),
    rule(
      'the-proxy-judges-nothing',
      'The proxy passes bytes on and tells what it saw; the command line has it judged.',
      { path: '^conformance/proxy/', pathNot: '(\\.test\\.ts$|/testing/)' },
      { path: '^conformance/(suites|promises|scene|cli|doctor)|^conformance/captures/(check|judging|docket|scope)' },
    ),
    rule(
      'doctor-is-given-its-hands',
      'The doctor asks and connects by what the command line gives it.',
      { path: '^conformance/doctor/', pathNot: '\\.test\\.ts$' },
      { path: '^conformance/(drivers|reports|cli)' },
    ),
    rule(
      'not-to-dev',
      'What users install must not need what only developers install.',
      {
        path: '^(schemas|conformance|reference-server)',
        // Whoever imports the entry for vitest has it: it is an optional peer, which nothing else may need.
        pathNot:
          '(\\.test(-d)?\\.ts$|conformance/(generate|self-test|proof|browser)/|/testing/|^conformance/vitest\\.ts$)',
      },
      { dependencyTypes: ['npm-dev'], dependencyTypesNot: ['type-only'] },
    ),
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '^dist' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: { exportsFields: ['exports'], conditionNames: ['import', 'node', 'default'] },
  },
};
