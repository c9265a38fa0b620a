/** All executors, in a browser with WebGPU. */
import { describeConformance } from './testing/conformance';

describeConformance({ executors: ['graph', 'js', 'wasm', 'webgpu'], fixture: '/models/fixture/' });
