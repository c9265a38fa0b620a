/** The worker's script: one engine behind the service of contract/wire.ts. Nothing else runs here. */
import * as Comlink from 'comlink';
import { engineService } from './service';

Comlink.expose(engineService());
