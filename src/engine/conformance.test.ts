/** The executors that run in Node. */
import { readDirectory } from '../bundle/read-directory';
import { FIXTURE } from './fixture';
import { describeConformance } from './testing/conformance';

describeConformance({
  executors: ['graph', 'js', 'wasm'],
  fixture: FIXTURE,
  source: readDirectory,
});
