/** Lint rules: strict types, one-way imports, no file over 600 lines. */
import eslint from '@eslint/js';
import tseslint from 'typescript-eslint';

/** What each layer may import besides itself: contract ← core ← {bundle, encoders, gpu, runtime} ← engine ← worker; contract ← client ← widget ← demo. */
const LAYERS = {
  contract: [],
  core: ['contract'],
  bundle: ['contract', 'core'],
  encoders: ['contract', 'core'],
  gpu: ['contract', 'core'],
  runtime: ['contract', 'core'],
  engine: ['contract', 'core', 'bundle', 'encoders', 'gpu', 'runtime'],
  worker: ['contract', 'engine'],
  client: ['contract'],
  widget: ['contract', 'client'],
  demo: ['contract', 'client', 'widget'],
  evaluate: ['contract', 'core', 'bundle', 'runtime', 'engine'],
};

const oneWay = Object.entries(LAYERS).map(([layer, allowed]) => {
  const banned = Object.keys(LAYERS).filter((other) => other !== layer && !allowed.includes(other));
  const patterns = [
    {
      group: banned.flatMap((other) => [`../${other}`, `../${other}/**`, `**/../${other}/**`]),
      message: `src/${layer} may import only ${['itself', ...allowed].join(', ')}.`,
    },
  ];
  if (layer !== 'runtime') {
    patterns.push({
      group: ['onnxruntime-web', 'onnxruntime-web/**'],
      message: 'Only src/runtime imports onnxruntime-web.',
    });
  }
  return {
    files: [`src/${layer}/**/*.ts`],
    ignores: ['**/*.test.ts'],
    rules: { 'no-restricted-imports': ['error', { patterns }] },
  };
});

export default tseslint.config(
  {
    ignores: [
      'dist',
      'node_modules',
      'public',
      'trainer',
      'models',
      'test-results',
      'playwright-report',
    ],
  },
  eslint.configs.recommended,
  {
    files: ['**/*.ts'],
    extends: [...tseslint.configs.strictTypeChecked],
    languageOptions: {
      parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname },
    },
    rules: {
      '@typescript-eslint/restrict-template-expressions': [
        'error',
        { allowNumber: true, allowBoolean: true },
      ],
      // Indexing typed arrays in numeric loops is the bread and butter here.
      '@typescript-eslint/no-non-null-assertion': 'off',
      '@typescript-eslint/consistent-type-imports': 'error',
      // Array reads are typed as always there (typed arrays in loops), so a check of one is not "unnecessary".
      '@typescript-eslint/no-unnecessary-condition': 'off',
      '@typescript-eslint/no-unused-vars': [
        'error',
        { ignoreRestSiblings: true, argsIgnorePattern: '^_', varsIgnorePattern: '^_' },
      ],
      // Playwright reads the destructured names of a fixture's first argument; it may be empty.
      'no-empty-pattern': ['error', { allowObjectPatternsAsParameters: true }],
    },
  },
  {
    files: ['**/*.{js,mjs}'],
    languageOptions: { globals: { process: 'readonly', console: 'readonly', URL: 'readonly' } },
  },
  { rules: { 'max-lines': ['error', 600], eqeqeq: 'error', 'no-console': 'error' } },
  {
    files: ['scripts/**', 'bench/**', 'showcase/**', 'src/evaluate/**'],
    rules: { 'no-console': 'off' },
  },
  ...oneWay,
);
